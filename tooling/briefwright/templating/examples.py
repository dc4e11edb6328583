"""A piece of a template for each thing that a template may use; the guide shows what each gives.

All of them are about one side of a brief with cards, contentions and blocks.
"""

from collections.abc import Mapping
from types import MappingProxyType

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        # Names.
        "brief": "{{ brief.title }}",
        "cards": "{{ (cards | items | first)[1].tag }}",
        "options": "{{ options.paper }}, {{ options['new-page'] }}",
        "wording": "{{ wording.extension }}",
        "documents": '{{ documents | map("name") | join(", ") }}',
        "document": "{{ document.name }}",
        "side": "{{ side.name }}: {{ side.counts.cards }} cards",
        "other": "{{ other.name }}",
        "plan": "{{ plan.speech.short if plan is defined else 'not of a speech' }}",
        # Filters for lists.
        "| length": "{{ brief.works | length }}",
        "| count": "{{ brief.works | count }}",
        "| first": "{{ side.contentions | map('heading') | first }}",
        "| last": "{{ side.contentions | map('heading') | last }}",
        "| list": "{{ 'abc' | list | length }}",
        "| reverse": "{{ [150, 200, 250] | reverse | join(', ') }}",
        "| items": "{{ (cards | items | first)[0] }}",
        "| zip": "{% for a, b in ['one', 'two'] | zip([1, 2]) %}{{ a }} {{ b }}; {% endfor %}",
        "| parts": "{% for part in [1, 2, 3] | parts([1], 2) %}{{ part | join('+') }}; {% endfor %}",
        "| homes": "{{ (side.contentions | homes | items | first)[1] }}",
        "| flatten": "{{ [[1, 2], [3]] | flatten | join(', ') }}",
        "| map": "{{ brief.sides | map('name') | join(', ') }}",
        "| sort": "{{ brief.works | sort('short_cite') | map('short_cite') | join(', ') }}",
        "| unique": "{{ [1, 2, 1] | unique | join(', ') }}",
        "| groupby": "{% for group in ['a', 'b', 'a'] | groupby('') %}"
        "{{ group.key }}: {{ group['items'] | length }}; {% endfor %}",
        "| selectattr": "{{ brief.sides | selectattr('side', 'eq', 'con') | map('name') | join }}",
        "| rejectattr": "{{ brief.sides | rejectattr('side', 'eq', 'con') | map('name') | join }}",
        "| select": "{{ [1, 2, 3] | select('odd') | join(', ') }}",
        "| reject": "{{ [1, 2, 3] | reject('odd') | join(', ') }}",
        "| sum": "{{ side.contentions | sum('counts.cards') }}",
        "| min": "{{ [3, 1, 2] | min }}",
        "| max": "{{ [3, 1, 2] | max }}",
        # Filters that write Markdown.
        "| myst": "{{ '*written as Markdown*' | myst }}, *but not {{ '*this*' }}*",
        "| escape": "{{ '1. *stars*' | escape }}",
        "| e": "{{ '1. *stars*' | e }}",
        "| option": "{{ 'A title: with a colon' | option }}",
        "| link": "{{ 'our page' | link('https://example.org/') }}",
        "| indent": "{{ 'one\\ntwo' | myst | indent(4) }}",
        "| card": "{{ side.contentions[0].entries[0] | card }}",
        "| clash_map": "{{ brief | clash_map }}",
        "| card_ref": "{{ side.contentions[0].entries[0] | card_ref }}",
        "| card_link": "{{ side.contentions[0].entries[0].card | card_link }}",
        "| quotation": "{{ side.contentions[0].entries[0] | quotation | truncate(12) }}",
        "| opening": "{{ side.contentions[0].entries[0] | opening(5) }} …",
        "| closing": "… {{ side.contentions[0].entries[0] | closing(5) }}",
        "| authors": "{{ brief.works[0].citation | authors }}",
        "| date": "{{ brief.works[0].citation.issued | date }}",
        "| on": "{{ brief.entries | on(['nato']) | length }} cards",
        "| cite": "{{ brief.works[0].citation | cite }}",
        "| target": "{{ side.contentions[0].anchor | target }}",
        "| section": "{{ 'see here' | section(other.contentions[0].anchor) }}",
        "| source_link": "{{ 'the essay' | source_link(brief.works[0].source) }}",
        "| total": "{{ (side.contentions | total).cards }}",
        "| time": "{{ side.counts | time(200) }}",
        "| times": "{{ side.counts | times([150, 200], '{time} at {rate}') }}",
        "| clock": "{{ 222 | clock }}",
        "| over": "{{ side.counts | over(200, 4) }}",
        # Filters for texts and numbers.
        "| fill": "{{ '{who} says {what}' | fill(who=side.name, what='yes') }}",
        "| plural": "{{ 1 | plural('1 card', '{n} cards') }}, {{ 2 | plural('1 card', '{n} cards') }}",
        "| counted": "{{ 1 | counted('cards') }}, {{ 2 | counted('cards') }}",
        "| upper": "{{ side.name | upper }}",
        "| lower": "{{ side.name | lower }}",
        "| capitalize": "{{ 'two words' | capitalize }}",
        "| trim": "{{ '  spaced  ' | trim }}",
        "| replace": "{{ 'a-b-c' | replace('-', '+') }}",
        "| truncate": "{{ 'one two three four' | truncate(2) }}",
        "| join": "{{ ['a', 'b'] | join(', ') }}",
        "| default": "{{ none | default('not known', true) }}",
        "| round": "{{ 2.46 | round(1) }}",
        "| int": "{{ '7' | int + 1 }}",
        "| abs": "{{ -3 | abs }}",
        # What Jinja gives.
        "loop": "{% for side in brief.sides %}{{ loop.index }}. {{ side.name }}; {% endfor %}",
        "super": "{% block greeting %}Hello{% endblock %}\n{# in a file that extends this one: #}\n"
        "{# {% block greeting %}{{ super() }}, judge{% endblock %} #}",
        "self": "{% block name %}{{ side.name }}{% endblock %}, and again {{ self.name() }}",
        "caller": "{% macro strong() %}**{{ caller() }}**{% endmacro %}"
        "{% call strong() %}{{ side.name }}{% endcall %}",
        "varargs": "{% macro all() %}{{ varargs | join(', ') }}{% endmacro %}{{ all(1, 2) }}",
        "kwargs": "{% macro who() %}{{ kwargs.name }}{% endmacro %}{{ who(name='Ada') }}",
        "namespace": "{% set seen = namespace(cards=0) %}{% for part in side.contentions %}"
        "{% set seen.cards = seen.cards + part.counts.cards %}{% endfor %}{{ seen.cards }}",
    }
)
"""By name; that of a filter begins with ``| ``."""

_SHOWS = "{{{{ 'yes' if {} else 'no' }}}}"
TEST_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        name: _SHOWS.format(condition)
        for name, condition in {
            "defined": "nothing is defined",
            "undefined": "nothing is undefined",
            "none": "none is none",
            "boolean": "options.timing is boolean",
            "true": "options.timing is true",
            "false": "options.timing is false",
            "number": "brief.counts.cards is number",
            "integer": "1.5 is integer",
            "float": "1.5 is float",
            "string": "brief.title is string",
            "mapping": "cards is mapping",
            "sequence": "brief.works is sequence",
            "iterable": "brief.works is iterable",
            "even": "3 is even",
            "odd": "3 is odd",
            "divisibleby": "9 is divisibleby 3",
            "in": "side.side is in ['pro', 'both']",
            "eq": "side.side is eq 'pro'",
            "==": "side.side == 'pro'",
            "equalto": "side.side is equalto 'pro'",
            "ne": "side.side is ne 'pro'",
            "!=": "side.side != 'pro'",
            "lt": "1 is lt 2",
            "<": "1 < 2",
            "lessthan": "1 is lessthan 2",
            "le": "2 is le 2",
            "<=": "2 <= 2",
            "gt": "1 is gt 2",
            ">": "1 > 2",
            "greaterthan": "1 is greaterthan 2",
            "ge": "2 is ge 2",
            ">=": "2 >= 2",
        }.items()
    }
)
