"""Python code made of decision diagrams, for dossiers in which all that matters is known.

One function decides all questions of a protocol. It tests what the diagrams test and nothing more,
and gives up with :class:`NotFullyKnownError` as soon as it meets something else than known facts of
the right types: what to do then is for the engine to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from obstetric_rules.diagrams.diagrams import Diagrams
from obstetric_rules.diagrams.graph import BudgetExceededError, Graph, Node
from obstetric_rules.diagrams.grounding import counted
from obstetric_rules.diagrams.variables import (
    ChoiceVariable,
    Classes,
    ContainsVariable,
    EqualVariable,
    NumberVariable,
    PresenceVariable,
    QuantifierVariable,
    SizeVariable,
    TextVariable,
    YesNoVariable,
)
from obstetric_rules.engines.contract import Outcomes
from obstetric_rules.engines.jump_tables import Axis, jump_tables, offsets_of
from obstetric_rules.errors import UnknownTruthError
from obstetric_rules.expressions.nodes import Binding, Count, Field, Quantifier
from obstetric_rules.facts import Slot, TextSet
from obstetric_rules.truth import UNKNOWN

# Python itself limits how deep blocks can be nested.
_DEEPEST = 10
# A part that several branches share becomes a function, unless it is hardly longer than the call.
_SMALLEST_FUNCTION = 4
# A question with more nodes than this becomes a function of its own.
_LARGEST_INLINE = 60
# One with more nodes than this is looked up in tables instead.
_LARGEST_FUNCTION = 300
# If it does not fit in tables, it is not written as code either when it has more nodes than this.
_LARGEST_CODE = 20_000
# Questions that test the same facts are followed together, unless that takes more steps than this.
_MOST_STEPS_TOGETHER = 5_000


class NotFullyKnownError(Exception):
    """The generated function met an unknown fact, or one of a wrong type."""


def generate(
    diagrams: Diagrams, questions: Sequence[str]
) -> Callable[[Mapping[str, Any]], Outcomes]:
    """Return a function from the facts of a dossier, by slot, to the outcomes of questions."""
    writer = _Writer(diagrams)
    source = writer.module(questions)
    namespace = writer.namespace
    exec(compile(source, f"<decision diagrams of {diagrams.protocol.id}>", "exec"), namespace)
    function: Callable[[Mapping[str, Any]], Outcomes] = namespace["decide"]
    return function


class _Writer:
    """Writes the source of the functions of one protocol."""

    def __init__(self, diagrams: Diagrams) -> None:
        self._diagrams = diagrams
        self._graph: Graph = diagrams.graph
        self._slots = diagrams.protocol.slots
        self._slot_names = {slot: f"slot{at}" for at, slot in enumerate(self._slots)}
        self._field_names: dict[Field, str] = {}
        self._functions: dict[str, list[str]] = {}
        self._needs: dict[Node, frozenset[str]] = {}
        self._parents: Counter[Node] = Counter()
        self._constants: dict[tuple[str, Any], str] = {}
        self.namespace: dict[str, Any] = {
            "UNKNOWN": UNKNOWN,
            "NotFullyKnownError": NotFullyKnownError,
            "UnknownTruthError": UnknownTruthError,
            "counted": counted,
        }

    def module(self, questions: Sequence[str]) -> str:
        """Return the source of the function ``decide`` and all that it calls."""
        body = self._body(questions)
        lines = [line for function in self._functions.values() for line in (*function, "")]
        lines += ["def decide(facts):", "    try:"]
        lines += [f"        {line}" for line in body]
        lines += [
            "    except (KeyError, UnknownTruthError):",
            "        raise NotFullyKnownError from None",
        ]
        return "\n".join(lines)

    def _body(self, questions: Sequence[str]) -> list[str]:
        protocol = self._diagrams.protocol
        results = {name: f"answer{at}" for at, name in enumerate(questions)}
        lines: list[str] = []
        whole = [name for name in questions if protocol.questions[name].per is None]
        for root, names in self._together(whole):
            lines += self._questions(root, ", ".join(results[name] for name in names))
        for slot in self._slots:
            per = [name for name in questions if protocol.questions[name].per == slot]
            if per:
                lines += self._per_fact(slot, per, results)
        in_order = [name for name in protocol.questions if name in results]
        listed = ", ".join(f"{name!r}: {results[name]}" for name in in_order)
        return [*self._reading(), *lines, f"return {{{listed}}}"]

    def _together(self, questions: Sequence[str]) -> list[tuple[Node, list[str]]]:
        """Return diagrams that each answer one or more questions, so that less is tested twice.

        Questions are taken together as long as that does not make the diagrams larger.
        """
        groups: list[tuple[Node, list[str]]] = []
        for name in questions:
            root = self._diagrams.question(name)
            for at, (joint, names) in enumerate(groups):
                both = self._joined(joint, len(names) > 1, root)
                if both is not None:
                    groups[at] = (both, [*names, name])
                    break
            else:
                groups.append((root, [name]))
        return groups

    def _joined(self, one: Node, is_joint: bool, other: Node) -> Node | None:
        """Return the diagram whose leaves hold the outcomes of both, if it is small."""
        graph = self._graph
        if not graph.levels(one) & graph.levels(other):
            return None
        graph.allow(_MOST_STEPS_TOGETHER)
        first = graph.mapped(one, lambda found: graph.leaf((found if is_joint else (found,), ())))
        second = graph.mapped(other, lambda found: graph.leaf(((), (found,))))
        try:
            both = graph.united(
                [first, second],
                lambda left, right: (left[0] or right[0], left[1] or right[1]),
                ((), ()),
            )
        except BudgetExceededError:
            return None
        if _size(graph, both) > _size(graph, one) + _size(graph, other):
            return None
        return graph.mapped(both, lambda found: graph.leaf((*found[0], *found[1])))

    def _reading(self) -> Iterator[str]:
        """Yield the lines that read the facts, and check that they are what the rules speak of."""
        yield f"if len(facts) != {len(self._slots)}: raise NotFullyKnownError"
        for slot in self._slots.values():
            name = self._slot_names[slot.name]
            yield f"{name} = facts[{slot.name!r}]"
            yield from self._type_check(slot, name)
            fields = [
                (field, local)
                for field, local in self._field_names.items()
                if field.slot == slot.name and field.binding is Binding.SLOT
            ]
            reads = [f"{local} = {name}.{field.name}" for field, local in fields]
            if slot.nullable and reads:
                yield f"if {name} is None: {' = '.join(local for _, local in fields)} = None"
                yield "else:"
                yield from (f"    {read}" for read in reads)
            else:
                yield from reads
        for path, value in self._diagrams.protocol.fixed.items():
            slot_name, _, field_name = path.partition(".")
            read = f"{self._slot_names[slot_name]}.{field_name}"
            yield f"if {read} != {value!r}: raise NotFullyKnownError"

    def _type_check(self, slot: Slot, name: str) -> Iterator[str]:
        fact_type = self._constant(slot.fact_type, "fact_type_")
        known = list(self._known_values(slot, "fact" if slot.many else name))
        if slot.many:
            yield f"if {name}.__class__ is not tuple: raise NotFullyKnownError"
            yield f"for fact in {name}:"
            yield f"    if fact.__class__ is not {fact_type}: raise NotFullyKnownError"
            yield from (f"    {line}" for line in known)
        else:
            nullable = f"{name} is not None and " if slot.nullable else ""
            yield f"if {nullable}{name}.__class__ is not {fact_type}: raise NotFullyKnownError"
            if slot.nullable and known:
                yield f"if {name} is not None:"
                yield from (f"    {line}" for line in known)
            else:
                yield from known

    def _known_values(self, slot: Slot, fact: str) -> Iterator[str]:
        """Yield the lines that look for slips, in fields of which the protocol knows values."""
        for field, vocabulary in slot.known:
            # Nearly always it is one of them, which costs next to nothing to see.
            known = self._named("known", frozenset(vocabulary.values))
            permits = self._named("permits", vocabulary.permits)
            yield f"told = {fact}.{field}"
            if isinstance(slot.kinds[field], TextSet):
                taken = f"told <= {known} or all(map({permits}, told))"
                yield f"if told is not UNKNOWN and not ({taken}): raise NotFullyKnownError"
            else:
                taken = f"told in {known} or told is UNKNOWN or {permits}(told)"
                yield f"if not ({taken}): raise NotFullyKnownError"

    def _per_fact(
        self, slot: str, questions: Sequence[str], results: Mapping[str, str]
    ) -> list[str]:
        """Return the loop that answers the questions per fact of a slot."""
        inner: list[str] = []
        for root, names in self._together(questions):
            inner += self._questions(root, ", ".join(f"{results[name]}[key]" for name in names))
        lines = [f"{results[name]} = {{}}" for name in questions]
        lines.append(f"for place, fact in enumerate({self._slot_names[slot]}):")
        if "id" in self._slots[slot].kinds:
            lines += ["    key = fact.id", "    if key is UNKNOWN: key = str(place)"]
        else:
            lines.append("    key = str(place)")
        reads = [
            f"{local} = fact.{field.name}"
            for field, local in self._field_names.items()
            if field.slot == slot and field.binding is Binding.EACH
        ]
        return [*lines, *(f"    {line}" for line in (*reads, *inner))]

    def _questions(self, root: Node, targets: str) -> list[str]:
        size = _size(self._graph, root)
        if size > _LARGEST_FUNCTION:
            lines = self._jump(root, targets)
            if lines is not None:
                return lines
        if size > _LARGEST_CODE:
            # So much code would take minutes to compile. Without it each question is looked up.
            return ["raise NotFullyKnownError"]
        self._count_parents(root)
        if size > _LARGEST_INLINE:
            return [f"{targets} = {self._call(root)}"]
        return list(self._node(root, f"{targets} = {{}}", 0))

    def _jump(self, root: Node, targets: str) -> list[str] | None:
        """Return the lines that look a large diagram up in tables, if it has any."""
        tables = jump_tables(self._diagrams, root)
        if tables is None:
            return None
        lines = [f"found = {self._named('table', tables.first)}"]
        for depth, group in enumerate(tables.groups):
            if depth:
                lines.append("    " * (depth - 1) + "if found.__class__ is list:")
            checks: list[str] = []
            offsets = []
            for axis in group:
                check, offset = self._offset(axis)
                checks += check
                offsets.append(offset)
            checks.append(f"found = found[{' + '.join(offsets)}]")
            lines += ["    " * depth + line for line in checks]
        return [*lines, f"{targets} = found"]

    def _offset(self, axis: Axis) -> tuple[list[str], str]:
        """Return the checks that a variable is known, and what its branch counts for in a table."""
        variable: Any = self._diagrams.variable(axis.level)
        match variable:
            case PresenceVariable(slot):
                return [], f"{axis.offsets!r}[{self._slot_names[slot]} is not None]"
            case EqualVariable(field, other):
                checks = [self._known_check(field), self._known_check(other)]
                return checks, f"{axis.offsets!r}[{self._local(field)} == {self._local(other)}]"
            case QuantifierVariable():
                return [], f"{axis.offsets!r}[{self._quantifier(variable)}]"
        field = variable.field
        nullable = self._slots[field.slot].nullable
        # Read here, if it can be: with luck a leaf comes first and it need not be read at all.
        late = field.binding is Binding.SLOT and not nullable and field not in self._field_names
        read = f"{self._slot_names[field.slot]}.{field.name}" if late else self._local(field)
        if isinstance(variable, YesNoVariable):
            # An unknown field raises here: UNKNOWN has no truth value. In an empty slot whatever
            # branch is taken leads on to the same.
            no, yes = axis.offsets
            return [], f"({yes} if {read} else {no})"
        if isinstance(variable, ContainsVariable | SizeVariable):
            # A set is no key; what it contains and its size have to be worked out each time.
            return [], f"{self._named('offsets', partial(_of_set, variable, axis))}({read})"
        kind = self._diagrams.layout.kind(field)
        offsets = offsets_of(variable, kind, axis, may_be_empty=nullable)
        # An unknown field is in no table, and raises KeyError.
        return [], f"{self._named('offsets', offsets)}[{read}]"

    def _named(self, kind: str, value: Any) -> str:
        """Return a new name in the generated module for a value."""
        name = f"{kind}_{len(self.namespace)}"
        self.namespace[name] = value
        return name

    def _node(self, node: Node, then: str, depth: int) -> Iterator[str]:
        """Yield the lines that follow a diagram from a node on, and do ``then`` with its leaf."""
        graph = self._graph
        if graph.is_leaf(node):
            yield then.format(self._constant(graph.value(node), "outcome"))
            return
        if depth and (depth > _DEEPEST or self._is_shared(node)):
            yield then.format(self._call(node))
            return
        yield from self._test(node, then, depth)

    def _test(self, node: Node, then: str, depth: int) -> Iterator[str]:
        variable: Any = self._diagrams.variable(self._graph.level(node))
        children = self._graph.children(node)

        def follow(child: Node) -> Iterator[str]:
            for line in self._node(child, then, depth + 1):
                yield f"    {line}"

        match variable:
            case PresenceVariable(slot):
                yield f"if {self._slot_names[slot]} is not None:"
                yield from follow(children[1])
                yield "else:"
                yield from follow(children[0])
            case YesNoVariable(field):
                # An unknown field raises here: UNKNOWN has no truth value.
                yield f"if {self._local(field)}:"
                yield from follow(children[1])
                yield "else:"
                yield from follow(children[0])
            case ContainsVariable(field, text):
                yield self._known_check(field)
                yield f"if {text!r} in {self._local(field)}:"
                yield from follow(children[1])
                yield "else:"
                yield from follow(children[0])
            case ChoiceVariable(field, values):
                yield from self._by_value(field, values, children, follow)
            case TextVariable(field, constants):
                yield from self._by_value(field, constants, children, follow)
            case NumberVariable(field, classes):
                yield self._known_check(field)
                yield from _by_size(self._local(field), classes, children, follow)
            case SizeVariable(field, classes):
                yield self._known_check(field)
                yield f"size = len({self._local(field)})"
                yield from _by_size("size", classes, children, follow)
            case EqualVariable(field, other):
                yield self._known_check(field)
                yield self._known_check(other)
                yield f"if {self._local(field)} == {self._local(other)}:"
                yield from follow(children[1])
                yield "else:"
                yield from follow(children[0])
            case _:
                yield f"branch = {self._quantifier(variable)}"
                yield "if branch == 1:"
                yield from follow(children[1])
                yield "elif branch == 0:"
                yield from follow(children[0])
                yield "else:"
                yield from follow(children[2])

    def _by_value(
        self,
        field: Field,
        values: Sequence[str],
        children: Sequence[Node],
        follow: Callable[[Node], Iterator[str]],
    ) -> Iterator[str]:
        """Yield tests for the values that lead elsewhere than most of them do."""
        # The last child of a text is that of all other texts; any child will do for a choice.
        usual = children[-1]
        groups: dict[Node, list[str]] = {}
        for value, child in zip(values, children, strict=False):
            if child != usual:
                groups.setdefault(child, []).append(value)
        local = self._local(field)
        keyword = "if"
        for child, found in groups.items():
            test = f"== {found[0]!r}" if len(found) == 1 else f"in {tuple(found)!r}"
            yield f"{keyword} {local} {test}:"
            yield from follow(child)
            keyword = "elif"
        yield f"elif {local} is not UNKNOWN:"
        yield from follow(usual)
        yield "else: raise NotFullyKnownError"

    def _quantifier(self, variable: QuantifierVariable) -> str:
        """Return the call of the function that works a quantifier out."""
        name = self._constant(variable, "quantifier")
        arguments = ", ".join(sorted(self._needs_of_quantifier(variable)))
        if name not in self._functions:
            self._functions[name] = []
            body = self._diagrams.body(variable)
            self._count_parents(body)
            self._functions[name] = list(self._quantifier_function(name, arguments, variable, body))
        return f"{name}({arguments})"

    def _quantifier_function(
        self, name: str, arguments: str, variable: QuantifierVariable, body: Node
    ) -> Iterator[str]:
        slot = variable.condition.slot
        lines = list(self._node(body, "truth = {}", 0))
        reads = [
            f"{local} = fact.{field.name}"
            for field, local in self._field_names.items()
            if field.slot == slot
            and field.binding is Binding.ELEMENT
            and local in self._needs_of(body)
        ]
        true = self._constant(self._graph.value(self._graph.TRUE), "outcome")
        false = self._constant(self._graph.value(self._graph.FALSE), "outcome")
        yield f"def {name}({arguments}):"
        yield "    true = conflicts = 0"
        yield f"    for fact in {self._slot_names[slot]}:"
        yield from (f"        {line}" for line in (*reads, *lines))
        condition = variable.condition
        if isinstance(condition, Count):
            how = self._constant(variable.operator, "operator")
            yield f"        if truth is {true}: true += 1"
            yield f"        elif truth is not {false}: conflicts += 1"
            yield f"    return counted({how}, {variable.number}, true, conflicts)"
        else:
            decisive, result = (true, 1) if condition.quantifier is Quantifier.ANY else (false, 0)
            yield f"        if truth is {decisive}: return {result}"
            yield f"        if truth is not {false} and truth is not {true}: conflicts = 1"
            yield f"    return 2 if conflicts else {1 - result}"

    def _call(self, node: Node) -> str:
        """Return the call of the function that follows a diagram from a node on."""
        name = f"node{node}"
        arguments = ", ".join(sorted(self._needs_of(node)))
        if name not in self._functions:
            self._functions[name] = []
            lines = self._node(node, "return {}", 0)
            self._functions[name] = [
                f"def {name}({arguments}):",
                *(f"    {line}" for line in lines),
            ]
        return f"{name}({arguments})"

    def _is_shared(self, node: Node) -> bool:
        if self._parents[node] < 2:
            return False
        parts = islice(self._graph.reachable(node), _SMALLEST_FUNCTION + 1)
        return sum(1 for _ in parts) > _SMALLEST_FUNCTION

    def _count_parents(self, root: Node) -> None:
        for node in self._graph.reachable(root):
            self._parents.update(set(self._graph.children(node)))

    def _needs_of(self, node: Node) -> frozenset[str]:
        """Return the local names that a diagram reads."""
        if node not in self._needs:
            # A node is made after its children, so its number is higher.
            for part in sorted(self._graph.reachable(node)):
                if part not in self._needs:
                    below = [self._needs[child] for child in self._graph.children(part)]
                    self._needs[part] = self._needs_of_test(part).union(*below)
        return self._needs[node]

    def _needs_of_test(self, node: Node) -> frozenset[str]:
        if self._graph.is_leaf(node):
            return frozenset()
        match self._diagrams.variable(self._graph.level(node)):
            case PresenceVariable(slot):
                return frozenset({self._slot_names[slot]})
            case EqualVariable(field, other):
                return frozenset({self._local(field), self._local(other)})
            case QuantifierVariable() as variable:
                return self._needs_of_quantifier(variable)
            case variable:
                return frozenset({self._local(variable.field)})

    def _needs_of_quantifier(self, variable: QuantifierVariable) -> frozenset[str]:
        slot = variable.condition.slot
        needs = self._needs_of(self._diagrams.body(variable))
        taken = {
            local
            for field, local in self._field_names.items()
            if field.slot == slot and field.binding is Binding.ELEMENT
        }
        return (needs - taken) | {self._slot_names[slot]}

    def _local(self, field: Field) -> str:
        return self._field_names.setdefault(field, f"field{len(self._field_names)}")

    def _known_check(self, field: Field) -> str:
        return f"if {self._local(field)} is UNKNOWN: raise NotFullyKnownError"

    def _constant(self, value: Any, kind: str) -> str:
        """Return a name in the generated module that stands for a value."""
        key = (kind, value)
        if key not in self._constants:
            self._constants[key] = f"{kind}{len(self._constants)}"
            self.namespace[self._constants[key]] = value
        return self._constants[key]


def _of_set(variable: ContainsVariable | SizeVariable, axis: Axis, value: Any) -> int:
    """Return what the branch of a set counts for in a table."""
    if value is UNKNOWN:
        raise NotFullyKnownError
    return 0 if value is None else axis.offsets[variable.branch(value)]


def _size(graph: Graph, root: Node) -> int:
    return sum(1 for _ in graph.reachable(root))


def _by_size(
    value: str,
    classes: Classes,
    children: Sequence[Node],
    follow: Callable[[Node], Iterator[str]],
) -> Iterator[str]:
    """Yield the tests that find the class of a number by halves."""
    runs: list[tuple[int, Node]] = []
    for branch, child in enumerate(children):
        if runs and runs[-1][1] == child:
            runs[-1] = (branch, child)
        else:
            runs.append((branch, child))

    def halves(found: list[tuple[int, Node]]) -> Iterator[str]:
        if len(found) == 1:
            yield from (line[4:] for line in follow(found[0][1]))
            return
        middle = len(found) // 2
        bound, inclusive = classes.bounds(found[middle - 1][0])
        yield f"if {value} {'<=' if inclusive else '<'} {bound!r}:"
        yield from (f"    {line}" for line in halves(found[:middle]))
        yield "else:"
        yield from (f"    {line}" for line in halves(found[middle:]))

    yield from halves(runs)
