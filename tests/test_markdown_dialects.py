"""Markdown of MDX, pandoc, Docusaurus, Hugo, Liquid and Obsidian: what is a word is said, what is markup is not."""

from __future__ import annotations

import pytest

from podcaster.errors import UnsupportedError
from podcaster.model import Article, BlockKind
from podcaster.reading import read_bytes
from tests.formats.build import BREAD, GULLS


def of(text: str, name: str = "gulls.md") -> Article:
    (found,) = read_bytes(text.encode(), name)
    return found


def said(text: str, name: str = "gulls.md") -> list[str]:
    return [block.text for block in of(f"# Gulls\n\n{text}\n\n{BREAD}\n", name).blocks][:-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import Chart from './Chart'\nimport {\n  A,\n  B\n} from \"./x\"\n\nEarly birds.", ["Early birds."]),
        ("export const meta = {\n  title: 'x',\n\n  n: [1]\n}\n\nEarly birds.", ["Early birds."]),
        ("{/* nobody reads this */}\n\nEarly birds.", ["Early birds."]),
        ("There are {props.count} birds{' '}here.", ["There are birds here."]),
        ("{rows.map((row) => (\n  <li key={row}>{row}</li>\n))}\n\nEarly birds.", ["Early birds."]),
        ('<Callout type="info" title="Mind">\n  The **gate** is wet.\n</Callout>', ["Mind", "The gate is wet."]),
        ('<Chart data={{ a: "}" }} title="Water" />\n\nEarly birds.', ["Early birds."]),
        ("<Tabs>\n<TabItem>\n\nIn the tab.\n\n</TabItem>\n</Tabs>", ["In the tab."]),
        ('Some <Badge text="New" /> birds on <Link to="/x">a wall</Link>.', ["Some birds on a wall."]),
        ("A set \\{a, b\\} is a set.", ["A set {a, b} is a set."]),
        ("An open { brace is one.", ["An open { brace is one."]),
        ("Type `{x}` and `<Box>` here.", ["Type {x} and <Box> here."]),
        ('<Steps>\n\n```jsx\nimport A from "a"\n<A b={c} />\n```\n\n</Steps>', ['import A from "a"\n<A b={c} />']),
    ],
)
def test_mdx(text: str, expected: list[str]) -> None:
    """Components go and leave their text; expressions, imports and exports go whole; code stays as it is."""
    assert said(text, "gulls.mdx") == expected


def test_a_plain_text_in_markdown_keeps_its_braces() -> None:
    """Only a file that is called .mdx, or begins with an import, is MDX."""
    assert said("There are {some} birds in <Town>.")[0].startswith("There are {some} birds in")
    found = of(f"import A from './a'\n\nThere are {{some}} birds.\n\n{GULLS}\n\n{BREAD}")
    assert found.blocks[0].text == "There are birds."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A [small]{.smallcaps} bird and `x`{.python}.", ["A small bird and x."]),
        ("Birds return early [@lee2020; see @moe, p. 3].", ["Birds return early."]),
        ("By mail [@lee](https://a.example) and [@moe].\n\n[@moe]: https://b.example", ["By mail @lee and @moe."]),
        ("H~2~O and x^2^ and ~~not~~ a~b.", ["H2O and x2 and not a~b."]),
        ("::: {.warning #x}\nMind the gate.\n:::", ["Mind the gate."]),
        ("| The gulls come,\n| the gulls go.", ["The gulls come,", "the gulls go."]),
        (
            "Gull\n\n:   a bird\n\n    It screams.\n\nQuay\n  ~ a wall",
            ["Gull", "a bird", "It screams.", "Quay", "a wall"],
        ),
        ("(@)  One bird.\n\n(@two) Two birds.\n\nAs (@two) shows.", ["One bird.", "Two birds.", "As (2) shows."]),
        ("As @doe2019 says [@roe2001].", ["As Doe 2019 says."]),
        ("It ends here. \\newpage", ["It ends here."]),
        ("Gull\n:   a bird that\n    screams\n\nQuay\n:   a wall", ["Gull", "a bird that screams", "Quay", "a wall"]),
    ],
)
def test_pandoc(text: str, expected: list[str]) -> None:
    assert said(text) == expected


GRID = """
+-------+--------+
| Bird  | Bread  |
+=======+========+
| gull  | crumbs |
+-------+--------+
| crow  | crusts |
|       | only   |
+-------+--------+
"""
SIMPLE = """
  Birds   Loaves
-------  -------
     12  one
    123  two
"""
LINES = """
-------------------------
 Birds    Loaves
  there   eaten
-------- ----------------
 gulls    twelve of them

 crows    one, and then
          another
-------------------------

: What they ate.
"""
HEADLESS = """
-------  -------
12       one
123      two
-------  -------
"""


@pytest.mark.parametrize(
    ("text", "rows", "has_head"),
    [
        (GRID, (("Bird", "Bread"), ("gull", "crumbs"), ("crow", "crusts only")), True),
        (SIMPLE, (("Birds", "Loaves"), ("12", "one"), ("123", "two")), True),
        (
            LINES,
            (("Birds there", "Loaves eaten"), ("gulls", "twelve of them"), ("crows", "one, and then another")),
            True,
        ),
        (HEADLESS, (("12", "one"), ("123", "two")), False),
    ],
)
def test_tables_of_pandoc(text: str, rows: tuple[tuple[str, ...], ...], has_head: bool) -> None:
    """Drawn with lines, or only with columns."""
    table = of(f"# Gulls\n\n{GULLS}\n{text}\n{BREAD}").blocks[1]
    assert (table.kind, table.rows, table.has_head) == (BlockKind.TABLE, rows, has_head)


def test_the_caption_of_a_table_of_pandoc() -> None:
    """The sign before it is no word."""
    assert said(LINES)[1] == said(f"{GRID}\nTable: What they ate.")[1] == "What they ate."


def test_the_title_block_of_pandoc() -> None:
    """Title, authors and date in lines with a percent sign."""
    article = of(f"% The gulls\n% Ann Lee; Bob Ray\n% 3 May 2021\n\n# First\n\n{GULLS}\n\n# Second\n\n{BREAD}")
    assert (article.title, article.authors, str(article.date)) == ("The gulls", ("Ann Lee", "Bob Ray"), "2021-05-03")
    assert article.blocks[0].text == "First"


def test_templates_know_the_front_matter() -> None:
    """A name of its fields stands for its value, in the languages of several generators."""
    front = "---\ntitle: Gulls\ncity: Lorne\n---\n\n"
    for text in ("In {{ page.city }}.", "In {{ city }}.", "In {{ .Params.city }}."):
        assert of(f"{front}{text}\n\n{BREAD}").blocks[0].text == "In Lorne."
    assert of(f"{front}In {{frontmatter.city}}.\n\n{BREAD}", "gulls.mdx").blocks[0].text == "In Lorne."


@pytest.mark.parametrize(
    "text",
    [
        '{{< quote author="Ada Wong" >}}\nIt is wet.\n{{< /quote >}}',
        '{% blockquote "Ada Wong" %}It is wet.{% endblockquote %}',
    ],
)
def test_a_quotation_in_a_shortcode(text: str) -> None:
    """It is one, and says by whom."""
    block = of(f"# Gulls\n\n{GULLS}\n\n{text}\n\n{BREAD}").blocks[1]
    assert (block.kind, block.text, block.attribution) == (BlockKind.QUOTE, "It is wet.", "Ada Wong")


def test_text_in_a_component_is_no_code() -> None:
    """It is indented there, by as much as code elsewhere."""
    assert said('<Tabs>\n  <Tab label="Tide">\n    The wall is wet.\n  </Tab>\n</Tabs>', "gulls.mdx") == [
        "Tide",
        "The wall is wet.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":::note Keep back\n\nThe wall is wet.\n\n:::", ["Keep back", "The wall is wet."]),
        (':::tip{title="Keep back"}\nThe wall is wet.\n:::', ["Keep back", "The wall is wet."]),
        ("> [!warning]- Keep back\n> The wall is wet.", ["Keep back", "The wall is wet."]),
        ("{{< notice tip >}}\nThe wall is wet.\n{{< /notice >}}", ["The wall is wet."]),
        ("{% if x %}The wall{% endif %} is wet{{ site.x }}.", ["The wall is wet."]),
        ("{% if x %}The wall{% elsif y %}The quay{% else %}The roof{% endif %} is wet.", ["The wall is wet."]),
        ("The wall is wet. ^wet-wall\n\n- a bird ^a1", ["The wall is wet.", "a bird"]),
        (
            "> [!NOTE]\n> The wall is wet.\n> > [!tip] Boots\n> > Wear them.",
            ["The wall is wet.", "Boots", "Wear them."],
        ),
        ("Height:: 3\n\nThe wall is (how:: wet).\n\n```dataview\nLIST\n```", ["The wall is wet."]),
        ("```ad-note\ntitle: Keep back\nicon: x\nThe wall is wet.\n```", ["Keep back", "The wall is wet."]),
        ("```{tip} Keep back\n:class: x\nThe wall is wet.\n```", ["Keep back", "The wall is wet."]),
        ('{{< tab "Tide" >}}\nThe wall is wet.\n{{< /tab >}}', ["Tide", "The wall is wet."]),
        ('{% callout "info", "Tide" %}\nThe wall is wet.\n{% endcallout %}', ["Tide", "The wall is wet."]),
        ("{{< mermaid >}}\ngraph TD\n{{< /mermaid >}}", ["graph TD"]),
        ('{% set who = "Ann" %}{{ who }} is {{ n | length }}wet.', ["Ann is wet."]),
        ('{{ "The wall" | upcase }} is wet.', ["The wall is wet."]),
        ("{% for b in birds %}\n- {{ b.name }} sings\n{% endfor %}\n\nIt is wet.", ["It is wet."]),
        ("{%- comment -%} for us {%- endcomment -%}{# and this #}It is wet.", ["It is wet."]),
        ("{% raw %}Write {{ value }} here.{% endraw %}", ["Write {{ value }} here."]),
        ("{% capture x %}never shown{% endcapture %}It is wet.", ["It is wet."]),
        ('The {{< abbr "wall" >}} is wet.', ["The wall is wet."]),
        ("On [[The wall|a wall]] in [[Towns/Quay#Harbour]].\n\n![[Other note]]", ["On a wall in Quay."]),
    ],
)
def test_other_dialects(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It is {% if page.dry %}dry{% else %}wet{% endif %}.",
        "It is {% unless page.dry %}wet{% else %}dry{% endunless %}.",
        "{% if page.lang == 'de' %}Nass{% elsif page.lang != 'fr' %}It is {% if not page.lang %}dry{% else %}wet"
        "{% endif %}{% else %}Mouillé{% endif %}.",
    ],
)
def test_a_condition_is_judged_by_the_front_matter(text: str) -> None:
    """Only one of its parts is displayed."""
    assert of(f"---\ntitle: Gulls\ndry: false\nlang: en\n---\n\n{text}\n", "gulls.md").text == "It is wet."


@pytest.mark.parametrize("piece", ["{", "<A b={", "export const a = (", "{{", "[x]{.", "+--", "[@a "])
def test_brackets_that_are_never_closed_cost_no_text(piece: str) -> None:
    """After some of them the rest is taken for text, or a long file would never end."""
    assert of(f"# Gulls\n\n{GULLS}\n\n{piece * 3000}\n\n{BREAD}\n", "gulls.mdx").blocks[0].text == GULLS


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('///DOTCLEAR|2.25|single\n\n[setting a,b]\n"x","y"\n', "a backup of a Dotclear blog"),
        ('{{ $u := "https://a.example" }}\n{{ range $u }}\nWords here.\n{{ end }}\n', "a template of Hugo"),
    ],
)
def test_texts_that_are_no_prose(text: str, what: str) -> None:
    with pytest.raises(UnsupportedError, match=what):
        of(text, "saved.txt")
