"""What options say of each other: how little one may be, and what a choice sets others to.

Everything here takes values and returns values.
"""

from collections.abc import Iterator, Mapping, Sequence

from briefwright.fields import Tree
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.templating.options import Option, OptionLayer, settled, too_low

Written = tuple[Mapping[str, OptionLayer], Tree]
"""The options of a ``template.yml``, and where it says them."""


def relation_problems(
    options: Mapping[str, Option], layers: Sequence[Written]
) -> Iterator[Problem]:
    """Yield what is wrong with what *layers*, nearest first, say of the others of *options*."""
    wrong = [
        problem
        for layer, tree in layers
        for name, option in layer.items()
        if name in options
        for problem in _unknown_names(options[name], option, options, tree)
    ]
    yield from wrong
    if wrong:
        return
    own = {
        name: tree.place(("options", name, "default"))
        for layer, tree in reversed(layers)
        for name, option in layer.items()
        if option.default is not None and name in options
    }
    defaults = {name: options[name].default for name in own}
    for name, reason, hint in too_low(options, defaults, settled(options, {})):
        yield unfit_default(name, reason, hint, own[name])


def _unknown_names(
    option: Option, layer: OptionLayer, options: Mapping[str, Option], tree: Tree
) -> Iterator[Problem]:
    """Yield what *layer* names and is not there, and values that other options refuse."""
    here = ("options", option.name)
    if layer.at_least and layer.at_least not in options:
        place = tree.place((*here, "at-least"))
        yield _no_option(layer.at_least, place, options)
    for choice, others in (layer.sets or {}).items():
        if choice not in option.choices:
            message = f"“{choice}” is none of the choices of “{option.name}”."
            hint = did_you_mean(choice, option.choices)
            place = tree.key((*here, "sets", choice))
            yield Problem(place=place, code=Code.UNKNOWN_KEY, message=message, hint=hint)
        for other, written in others.items():
            path = (*here, "sets", choice, other)
            if other not in options:
                yield _no_option(other, tree.key(path), options)
                continue
            try:
                options[other].read(written)
            except ValueError as error:
                reason, hint = error.args
                message = f"“{choice}” cannot set “{other}” to “{written}”: {reason}."
                place = tree.place(path)
                yield Problem(place=place, code=Code.VALUE, message=message, hint=hint)


def _no_option(name: str, place: Place, known: Mapping[str, Option]) -> Problem:
    message = f"There is no option “{name}”."
    hint = did_you_mean(name, known)
    return Problem(place=place, code=Code.UNKNOWN_KEY, message=message, hint=hint)


def unfit_default(name: str, reason: str, hint: str, place: Place) -> Problem:
    """Return the problem that the default of an option is none that it may have."""
    message = f"The default of “{name}” does not fit: {reason}."
    return Problem(place=place, code=Code.VALUE, message=message, hint=hint)
