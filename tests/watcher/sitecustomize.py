"""Records what a Python process does with the network; test_offline puts this folder into PYTHONPATH.

Python imports a module of this name when it starts, so every process that a command starts is watched too. Each event
becomes a line of JSON in the file $WATCHED.
"""

import atexit
import json
import os
import sys
from typing import Any

HOSTS = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}  # where the argument is
ADDRESSES = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.bind": 1}
LIBRARIES = ("onnxruntime", "openvino_telemetry")
OUT = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)


def note(**event: object) -> None:
    switches = {name: os.environ.get(name) for name in ("ORT_DISABLE_TELEMETRY", "HF_HUB_OFFLINE")}
    blocked = sys.modules.get("openvino_telemetry", "absent") is None
    line = {**event, "process": " ".join(sys.orig_argv), "switches": switches, "blocked": blocked}
    os.write(OUT, json.dumps(line, default=str).encode() + b"\n")


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in HOSTS:
        note(event=event, host=arguments[HOSTS[event]])
    elif event in ADDRESSES and isinstance(arguments[ADDRESSES[event]], tuple):  # those of Unix sockets are text
        note(event=event, host=arguments[ADDRESSES[event]][0])
    elif event == "import" and arguments[0] in LIBRARIES:
        note(event=event, library=arguments[0])


sys.addaudithook(watch)
atexit.register(note, event="end")
