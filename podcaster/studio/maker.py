"""The process that makes episodes, as the studio sees it: started when there is work, ended after a while without."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading

from podcaster.errors import EngineDied
from podcaster.helpers.process import OWN_GROUP, Helper, Stuck
from podcaster.studio.messages import Ended, Halt, Hear, Tell, Work, packed, received

START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from podcaster.studio import speaking; speaking.main()"
)
END_S = 15.0  # for what is being spoken, and for the feed


class Maker:
    """One thread makes; any thread may stop it."""

    def __init__(self) -> None:
        self._process: Helper | None = None
        self._turn = threading.Lock()

    def make(self, work: Work, tell: Tell) -> None:
        """Do *work*, and pass on every message about it. Raises what stopped it; EngineDied if the process died."""
        process = self._started()
        try:
            with self._turn:
                process.write(packed(work))
            while (message := received(process.read)) is not None:
                if isinstance(message, Ended):
                    if message.error:
                        raise message.error
                    return
                tell(message)  # type: ignore[arg-type]
        except (BrokenPipeError, Stuck):
            pass
        said = process.complaints
        self.kill()
        raise EngineDied(f"the process that makes episodes died{f': {said.splitlines()[-1]}' if said else ''}")

    def stop(self) -> None:
        """Have it finish what is being spoken, and stop. Its voices stay loaded."""
        with self._turn, contextlib.suppress(OSError):
            if self._process:
                self._process.write(packed(Halt()))

    def ask(self, message: Hear) -> bool:
        """Have a sample spoken by the voices that are loaded. False: none are."""
        with self._turn, contextlib.suppress(OSError):
            if self._process and self._process.alive:
                self._process.write(packed(message))
                return True
        return False

    def let_go(self) -> None:
        """End it once it has finished what is being spoken."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            process.leave(END_S)
        process.kill()

    def kill(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()

    def _started(self) -> Helper:
        if self._process and not self._process.alive:
            self.kill()
        if self._process is None:
            argv = [sys.executable, "-c", START, json.dumps(sys.path)]
            self._process = Helper(argv, feed=True, read=True, env=dict(os.environ), **OWN_GROUP)
        return self._process
