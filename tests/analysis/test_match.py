"""Watch phrases: what is found, what is not, and that nothing differs from one plain regular expression."""

from __future__ import annotations

import random
import re

import pytest

from warroom.analysis.match import UNSPACED, Matcher, normal, variants

HOUSE = {
    "brand": ["QuillStack", "quill stack"],
    "products": ["QuillStack Cloud", "Inkwell 2"],
    "competitors": ["Penfold & Co"],
    "targets": ["@quillstack", "#QuillGate"],
    "legal": ["class action"],
}


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("I use quillstack daily", ("brand:quillstack",)),
        ("QUILLSTACK\u2019S outage", ("brand:quillstack",)),
        ("so #QuillStack is down", ("brand:quill stack", "brand:quillstack")),
        ("so #quill_stack is down", ("brand:quill stack",)),
        ("the Quill\n  Stack people", ("brand:quill stack",)),
        ("quillstacker", ()),
        ("requillstack", ()),
        ("mail to help@quillstack", ("brand:quillstack",)),
        ("dear @QuillStack, help", ("targets:@quillstack", "brand:quillstack")),
        ("@quillstack_help is another account", ()),
        ("#quillgate!", ("targets:#quillgate",)),
        ("quillgate without its sign", ()),
        ("QuillStack Cloud", ("products:quillstack cloud", "brand:quillstack")),
        ("\uff31\uff55\uff49\uff4c\uff4c\uff33\uff54\uff41\uff43\uff4b in wide letters", ("brand:quillstack",)),
        ("Inkwell 2.", ("products:inkwell 2",)),
        ("Inkwell 21", ()),
        ("ask #PenfoldCo or Penfold & Co", ("competitors:penfold & co",)),
        ("a class action against quillstack", ("legal:class action", "brand:quillstack")),
        ("quillstack, quillstack and QuillStack", ("brand:quillstack",)),
        ("", ()),
    ],
)
def test_a_phrase_is_found_as_people_write_it_and_only_as_whole_words(text, hits):
    assert Matcher(HOUSE).find(text) == hits


def test_a_phrase_in_a_script_without_blanks_is_found_inside_its_sentence():
    matcher = Matcher({"brand": ["墨水栈", "QuillStack", "퀼스택"]})
    assert matcher.find("我觉得墨水栈不错") == ("brand:墨水栈",)
    assert matcher.find("我用QuillStack写字") == ("brand:quillstack",)
    assert matcher.find("퀼스택은 느려요") == ("brand:퀼스택",)


def test_one_phrase_of_two_kinds_is_named_with_both():
    assert Matcher({"brand": ["Talbor"], "legal": ["talbor "]}).find("TALBOR") == ("brand:talbor", "legal:talbor")


def test_a_phrase_of_signs_is_found():
    assert Matcher({"x": ["C++", ".net"]}).find("C++ and .NET") == ("x:c++", "x:.net")


def test_no_phrases_and_empty_phrases_find_nothing():
    assert Matcher({}).find("anything") == ()
    assert Matcher({"brand": ["", "  ", "\t"]}).find("anything at all") == ()


def reference(phrases, text):
    """What is to be found, said slowly: one regular expression a spelling, and the same order."""
    text, edge = normal(text), rf"[^\W{UNSPACED}]"
    found = []
    for kind, wanted in phrases.items():
        for phrase in dict.fromkeys(map(normal, wanted)):
            for spelling in variants(phrase) if phrase else ():
                before = "" if re.match(rf"[{UNSPACED}]", spelling[0]) else f"(?<!{edge})"
                after = "" if re.match(rf"[{UNSPACED}]", spelling[-1]) else f"(?!{edge})"
                pattern = f"(?=({before}{re.escape(spelling)}{after}))"
                found += [(m.start(), -len(spelling), spelling, f"{kind}:{phrase}") for m in re.finditer(pattern, text)]
    return found


@pytest.mark.parametrize("seed", range(12))
def test_hits_are_those_of_a_plain_regular_expression(seed):
    rng = random.Random(seed)
    pieces = ["quill", "Stack", "QuillStack", "ink", "well", "a", "is", "İnk", "ß", "墨水", "栈", "ﬁx", "2", "it’s"]
    glue = [" ", "", "  ", "#", " @", "_", "-", ".", "\n", "\u00a0", "' "]

    def some(most):
        return "".join(rng.choice(pieces) + rng.choice(glue) for _ in range(rng.randint(1, most)))

    phrases = {kind: [some(3) for _ in range(rng.randint(1, 12))] for kind in ("brand", "products", "legal")}
    matcher = Matcher(phrases)
    for text in (some(25) for _ in range(60)):
        expected = reference(phrases, text)
        hits = matcher.find(text)
        assert set(hits) == {hit for *_, hit in expected}, (phrases, text)
        firsts = [min((start, length) for start, length, _, name in expected if name == hit) for hit in hits]
        assert firsts == sorted(firsts), (phrases, text)
        assert len(hits) == len(set(hits))
