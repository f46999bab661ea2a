"""What the package's modules may not be: in a circle, imported late without a reason, too many at the top, too long.

`make imports` prints what is wrong; the test beside this file fails on the same.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "podcaster"
AT_THE_TOP = 10  # modules, without __init__ and __main__
LINES = 60  # of a function
PARAMETERS = 7
# What loads slowly; a late import of our own names the one for which it waits.
HEAVY = [
    "Pillow",
    "anyascii",
    "asyncssh",
    "babel",
    "boto3",
    "distributed",
    "docutils",
    "feedgen",
    "faster-whisper",
    "httpx",
    "jinja2",
    "langcodes",
    "lxml",
    "mammoth",
    "markdown-it-py",
    "mutagen",
    "nh3",
    "num2words",
    "numpy",
    "onnx",
    "onnxruntime",
    "openvino",
    "py3langid",
    "pydub",
    "pypdfium2",
    "pyphen",
    "segno",
    "soundfile",
    "starlette",
    "trafilatura",
    "typer",
    "rich",
    "uvicorn",
    "watchdog",
    "webdav4",
]
REASON = re.compile(r"#.*(?<![\w-])(" + "|".join(HEAVY) + r")(?![\w-])")


@dataclass
class Module:
    """One file: what it imports of ours, at its top and later."""

    name: str
    path: Path
    tree: ast.Module
    imports: set[str] = field(default_factory=set)
    late: list[ast.stmt] = field(default_factory=list)


def modules(package: Path = PACKAGE) -> dict[str, Module]:
    """Every module of the package, by its name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        name = ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")
        found[name] = Module(name, path, ast.parse(path.read_text(encoding="utf-8")))
    for module in found.values():
        _look(module, found)
    return found


def _look(module: Module, known: dict[str, Module]) -> None:
    typing = {
        id(inner)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    late = {
        id(inner)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
    }
    for node in ast.walk(module.tree):
        ours = {name for name in _named(node, known) if name != module.name}
        if not ours or not isinstance(node, ast.Import | ast.ImportFrom) or id(node) in typing:
            continue
        module.imports |= ours
        if id(node) in late:
            module.late.append(node)


def _named(node: ast.AST, known: dict[str, Module]) -> Iterator[str]:
    """The modules that an import loads. All are absolute."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        inner = [f"{base}.{alias.name}" for alias in node.names]
        yield from (name for name in inner if name in known)
        if base in known and any(name not in known for name in inner):
            yield base


def circle(found: dict[str, Module]) -> list[str]:
    """The modules of one import circle, late imports counted; [] if there is none.

    A module is loaded with the rooms around it, unless it is imported from within them.
    """
    graph = {}
    for module in found.values():
        needed = set(module.imports)
        for name in module.imports:
            parts = name.split(".")
            rooms = {".".join(parts[:count]) for count in range(2, len(parts))}
            needed |= {room for room in rooms if not f"{module.name}.".startswith(f"{room}.")}
        graph[module.name] = needed - {module.name, "podcaster"}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def complaints(package: Path = PACKAGE) -> Iterator[str]:
    """What is wrong, a line each."""
    found = modules(package)
    if chain := circle(found):
        yield f"import circle: {' <- '.join(chain)}"
    for module in found.values():
        yield from _about(module)
    top = [path for path in package.glob("*.py") if path.name not in ("__init__.py", "__main__.py")]
    if len(top) > AT_THE_TOP:
        yield f"{len(top)} modules at the top of the package, more than {AT_THE_TOP}"


def _about(module: Module) -> Iterator[str]:
    lines = module.path.read_text(encoding="utf-8").splitlines()
    path = module.path.relative_to(PACKAGE.parent) if module.path.is_relative_to(PACKAGE) else module.path
    for node in module.late:
        text = " ".join(lines[node.lineno - 1 : node.end_lineno])
        if not REASON.search(text):
            yield f"{path}:{node.lineno}: a late import without the heavy library that is its reason: {text.strip()}"
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > LINES:
            yield f"{path}:{node.lineno}: {node.name} has {length} lines, more than {LINES}"
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        count = sum(argument.arg not in ("self", "cls") for argument in arguments)
        if count > PARAMETERS:
            yield f"{path}:{node.lineno}: {node.name} has {count} parameters, more than {PARAMETERS}"


if __name__ == "__main__":
    wrong = list(complaints())
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))
