"""An ONNX graph that is being rewritten: which node makes a tensor, which ones use it, which values are constant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Graph:
    """Nodes may be added in any order, and left without users: finish() sorts and prunes."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.nodes: list[Any] = list(model.graph.node)
        self._constants = {tensor.name: tensor for tensor in model.graph.initializer}
        self._small: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self.index()

    def index(self) -> None:
        """Index the nodes again after some have changed."""
        self.maker = {out: node for node in self.nodes for out in node.output}
        self._users: dict[str, list[Any]] = {}
        for node in self.nodes:
            for name in dict.fromkeys(node.input):
                self._users.setdefault(name, []).append(node)

    def users(self, tensor: str) -> list[Any]:
        return self._users.get(tensor, [])

    def user(self, tensor: str, kind: str) -> Any:
        """The one node that uses *tensor*, if it is of that kind; else None."""
        found = self.users(tensor)
        return found[0] if len(found) == 1 and found[0].op_type == kind else None

    def value(self, name: str) -> Any:
        """The constant of that name as an array, or None if it is computed."""
        from onnx import numpy_helper

        return numpy_helper.to_array(self._constants[name]) if name in self._constants else None

    def constant(self, array: Any) -> str:
        """The name of a constant with these values; small ones are kept once."""
        from onnx import numpy_helper

        key = (str(array.dtype), array.shape, array.tobytes()) if array.size < 64 else None
        if key and key in self._small:
            return self._small[key]
        name = f"podcaster/constant {len(self._constants)}"
        self._constants[name] = numpy_helper.from_array(array, name)
        if key:
            self._small[key] = name
        return name

    def add(self, kind: str, inputs: Sequence[str], output: str, *, domain: str = "", **attributes: Any) -> str:
        """A new node; returns the name of what it makes."""
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def take_over(self, node: Any) -> str:
        """The name of what *node* made, for another to make; *node* is left without users."""
        name = str(node.output[0])
        node.output[0] = f"{name} before"
        return name

    def finish(self) -> None:
        """Write what the outputs need back into the model, each node after those whose tensors it takes."""
        self.index()
        ordered: list[Any] = []
        placed: set[int] = set()
        waiting = [(self.maker[out.name], False) for out in reversed(self.model.graph.output)]
        while waiting:
            node, ready = waiting.pop()
            if id(node) in placed:
                continue
            if ready:
                placed.add(id(node))
                ordered.append(node)
                continue
            waiting.append((node, True))
            waiting += [(self.maker[name], False) for name in reversed(node.input) if name in self.maker]
        graph = self.model.graph
        needed = {name for node in ordered for name in node.input}
        kept = [tensor for name, tensor in self._constants.items() if name in needed]
        for field, new in ((graph.node, ordered), (graph.initializer, kept), (graph.value_info, [])):
            del field[:]
            field.extend(new)


def attribute(node: Any, name: str, default: Any = None) -> Any:
    """The value of a node's attribute."""
    from onnx import helper

    return next((helper.get_attribute_value(a) for a in node.attribute if a.name == name), default)
