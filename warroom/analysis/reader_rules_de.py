"""Phrases that a public text is better without, in German: the main ones."""

from __future__ import annotations

from typing import Final

from warroom.analysis.reader_find import Rule
from warroom.analysis.reader_rules import (
    ALL_WHY,
    END_WHY,
    IF_WHY,
    NEVER_WHY,
    OTHER_WHY,
    OURS_WHY,
    PERSON_WHY,
    SAFE_WHY,
    SELF_WHY,
    SHOW_WHY,
    SMALL_WHY,
    SOON_WHY,
    WHO_WHY,
)  # fmt: skip
from warroom.analysis.reader_text import TIME

_NOT: Final = (
    r"(?:nicht|niemand|keine[nr]?|nie) (?:\w+ ){0,2}?(?:versprechen|garantieren|sagen|ausschließen)\b|ob"
    r"|(?:können|kann) (?:\w+ ){0,2}nicht"
)
_OVER: Final = (
    r"(?:wiederhergestellt|wieder hergestellt|behoben|gelöst|repariert|verfügbar|erreichbar|online|zurück|abgeschlossen"
    r"|wieder da|funktionieren|laufen)"
)
_THEM: Final = r"(?:dienstleisters?|lieferant(?:en)?|zulieferers?|anbieters?|partners?|herstellers?|auftragnehmers?)"

GERMAN: Final = (
    Rule("promise", r"(?:nie|niemals) (?:wieder|mehr) (?:vorkommen|passieren|geschehen|vorkommt|passiert|geschieht)",
         NEVER_WHY, _NOT),
    Rule("promise", r"nicht (?:wieder|noch einmal|mehr) (?:vorkommen|passieren|geschehen) (?:wird"
         r"|kann)", NEVER_WHY, _NOT),
    Rule("promise", r"(?:wird|kann) (?:so etwas |das |dies |sich )?(?:nie|niemals|nicht) (?:wieder|mehr|noch einmal) "
         r"(?:vorkommen|passieren|geschehen|wiederholen)", NEVER_WHY, _NOT),
    Rule("promise", r"(?:garantieren|garantiert|garantiere)", "'{words}' promises a result. Say what you do, not how"
         " it "
         "ends.", rf"{_NOT}|nicht (?:\w+ )?$"),
    Rule("promise", r"(?:wir|ich) (?:verspreche|versprechen)(?! nichts)",
         "'{words}': say what you do and by when. A promise of the result can fail.", _NOT),
    Rule("promise", r"(?:absolut|völlig|vollkommen|hundertprozentig|vollständig) (?:sicher|geschützt|ausgeschlossen)",
         SAFE_WHY, "nicht $"),
    Rule("promise", r"(?:bestand|besteht) (?:zu keiner zeit|zu keinem zeitpunkt|keine|keinerlei) (?:eine )?(?:gefahr"
         r"|gefährdung|risiko)", SAFE_WHY, "ob"),
    Rule("promise", rf"(?:wird|werden|ist|sind) (?:\w+ ){{0,6}}?(?:(?:bis|spätestens|um|ab|binnen|innerhalb|in|gegen) )"
         rf"?{TIME} (?:\w+ ){{0,4}}?{_OVER}", END_WHY, rf"{_NOT}|(?:bericht|liste|nummer|hotline|brief|video) $"),
    Rule("promise", r"so (?:schnell|bald|rasch) wie möglich", SOON_WHY),
    Rule("promise", r"(?:schnellstmöglich|baldmöglichst|schnellstens|demnächst|zeitnah|umgehend)", SOON_WHY),
    Rule("promise", r"in (?:kürze|bälde)", SOON_WHY),
    Rule("promise", r"alles in unserer macht", ALL_WHY),
    Rule("promise", r"alles (?:menschenmögliche|erdenkliche)", ALL_WHY),
    Rule("blame", r"(?:menschliches|menschlichen|menschliche|menschlichem) (?:versagen|fehler)s?", PERSON_WHY, "kein"
         " $"),
    Rule("blame", r"(?:ein|einer|einen|einem|eines|eine) (?:einzelner |einzelnen |ehemaliger "
         r"|ehemaligen )?(?:mitarbeiter"
         r"|mitarbeiterin|mitarbeiters|techniker|praktikant|kollege) (?:hat|habe|ist|war|verursacht)(?! (?:sie|ihnen"
         r"|es "
         r"gefunden|den fehler gefunden))", PERSON_WHY),
    Rule("blame", rf"(?:durch|wegen|aufgrund) (?:eines |einen |einem |unseres |unseren |unserem |des "
         rf"|den )?(?:fehlers? "
         rf"|ausfalls? |problems? )?(?:bei |von |beim )?(?:eines |einen |einem |unseres |unseren |unserem "
         rf"|des )?(?:\w+ )?"
         rf"{_THEM}", f"'{{words}}': {OURS_WHY}"),
    Rule("blame", r"(?:dienstleister|lieferant|zulieferer|anbieter|partner|hersteller) zu verantworten", OTHER_WHY),
    Rule("blame", rf"schuld (?:ist|sind|war|waren|trägt|hat) (?:\w+ ){{0,3}}?{_THEM}", f"'{{words}}': {OURS_WHY}",
         "keine $"),
    Rule("blame", r"(?:nicht unsere schuld|nicht unser fehler|höhere gewalt|höherer gewalt)", OTHER_WHY),
    Rule("blame", r"außerhalb unsere[sr] (?:kontrolle|verantwortung|einflusses|verantwortungsbereichs)", OTHER_WHY),
    Rule("blame", r"(?:trifft|tragen|trägt) (?:uns |wir )?keine (?:schuld|verantwortung)", OTHER_WHY, "kunden $|sie $"),
    Rule("defensive", r"(?:bedauern|entschuldigen|entschuldigung|leid) (?:uns |es |wir )?(?:falls|wenn|sofern|sollte"
         r"|sollten)", IF_WHY),
    Rule("defensive", r"(?:bedauern|entschuldigen uns|entschuldigung|leid), (?:falls|wenn|sofern|sollte"
         r"|sollten)", IF_WHY),
    Rule("defensive", r"(?:sollte|sollten|falls) sich (?:jemand|einzelne|manche|personen|kunden|menschen)", IF_WHY),
    Rule("defensive", r"(?:etwaige|eventuelle|mögliche|entstandene) unannehmlichkeiten", IF_WHY),
    Rule("defensive", r"unannehmlichkeiten", "'{words}' is a weak word. Name what people lost or could not do."),
    Rule("defensive", r"(?:nur|lediglich) (?:eine |ein |einen |einige )?(?:sehr )?(?:geringe|kleine|kleiner|kleinen"
         r"|wenige"
         r"|geringer)(?! (?:minuten|stunden|tage|schritte))", SMALL_WHY),
    Rule("defensive", r"(?:einzelfall|einzelfälle)", SMALL_WHY, "kein $|keine $|nicht (?:nur )?ein $"),
    Rule("defensive", r"(?:bedauerlicher|bedauerlichen) (?:einzelfall|vorfall|zwischenfall)", SMALL_WHY),
    Rule("defensive", r"(?:wurden|sind|worden sind) (?:\w+ )?fehler (?:gemacht|passiert"
         r"|unterlaufen)(?! worden von uns)",
         WHO_WHY),
    Rule("defensive", r"(?:nehmen|nimmt) (?:\w+ ){0,6}?(?:sehr |äußerst )?ernst", SHOW_WHY),
    Rule("defensive", r"(?:höchste|oberste|höchster|oberster) priorität", SHOW_WHY),
    Rule("defensive", r"aus dem zusammenhang gerissen", SELF_WHY),
    Rule("defensive", r"(?:rein vorsorglich|aus reiner vorsicht)",
         "'{words}' sounds like hiding. Say what the danger is, or that you do not know yet."),
    Rule("jargon", r"(?:vollumfänglich|vollumfänglichen)", "'{words}' is office language. Say 'ganz'."),
    Rule("jargon", r"(?:downtime|learnings)", "'{words}' is office language. Say it in plain German."),
)  # fmt: skip
