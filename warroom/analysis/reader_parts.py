"""What a good text has: what happened, sorry, what is not known, the next update. And what its sort asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Final

from warroom.analysis.reader_find import Hit, Rule
from warroom.analysis.reader_text import TIME, Page, minute
from warroom.domain.entries.base import StatementKind
from warroom.domain.remarks import Context, Remark

_DONE: Final = (
    r"(?:deleted|lost|sent|published|posted|shut|switched off|made a mistake|exposed|overcharged|charged|failed|missed"
    r"|broke|leaked|sold|shipped|delivered|closed|cancelled|stopped|removed|dismissed|fired|recalled|found|discovered"
    r"|learned|were hit|had (?:an? )?\w+)"
)
_STATE: Final = (
    r"(?:deleted|lost|unavailable|down|offline|interrupted|damaged|stolen|leaked|exposed|injured|hurt|killed|recalled"
    r"|contaminated|affected|closed|missing|blank|slow|broken|broken into|delayed|cancelled|wrong|shut|removed|sent"
    r"|published|evacuated|locked out|overcharged|not (?:working|available|loading|open|there|reachable))"
)
_EVENT: Final = (
    r"(?:fire|explosion|outage|accident|attack|breach|leak|flood|crash|collision|failure|power cut|spill|fault"
    r"|break-in|data loss|incident|error|shooting)"
)
_AT: Final = (
    r"(?:(?:at|by|before|within|in|on|is|comes|follows|due|around|no later than|every|until)"
    rf"(?: (?:at|by|due))? )?{TIME}"
)
_DOING: Final = r"(?!sorry|aware|deeply|truly|being|having|going to be)\w+ing"

PARTS: Final = (
    Rule("+sorry", r"(?:sorry)(?! (?:if|that you|you|some|people|anyone|should|for any|,? ?if))", "",
         r"not $|are you $|\w+n't $|without $"),
    Rule("+sorry", r"(?:apologise|apologize)(?! (?:if|to anyone|for any|should))", "", r"not $|\w+n't $"),
    Rule("+sorry", r"our (?:sincere |deep |full )?apolog(?:y|ies)(?! (?:if|for any))"),
    Rule("+sorry", r"(?:tut uns|tut mir) (?:sehr |aufrichtig )?leid(?!,? (?:falls|wenn|sollte))"),
    Rule("+sorry", r"(?:wir|ich) (?:bitten|bitte) (?:\w+ ){0,3}?um (?:entschuldigung|verzeihung)"),
    Rule("+sorry", r"(?:entschuldigen|entschuldige) (?:wir )?(?:uns|mich)(?!,? (?:falls|wenn|sollte))"),
    Rule("+concern", r"we (?:know|understand|see) (?:how|what|that) (?:much |hard |bad |serious )?(?:this|you|it"
         r"|many)"),
    Rule("+concern", r"our thoughts are with"),
    Rule("+concern", r"(?:you|people) (?:trusted|rely on|relied on|count on|depend on) (?:us|it|this)"),
    Rule("+concern", r"(?:concerned|worried|worry|concern) (?:about|for)"),
    Rule("+concern", r"(?:unsere gedanken|wir fühlen mit|wir wissen, wie|wir wissen, was das)"),
    Rule("+happened", rf"(?:we|i) (?:have |had )?(?:also |just |wrongly )?{_DONE}", "",
         r"if|when|until|once|the moment|how $|what $"),
    Rule("+happened", rf"(?:was|were|is|are|been|got) (?:\w+ly |partly |still |all )?{_STATE}", "",
         r"if|whether|when|until|once|not $|nothing $|nobody $|no (?:\w+ )?$"),
    Rule("+happened", r"(?:do|does|did|can) not (?:open|load|work|log in|sign in|pay|reach|start|send|arrive)", "",
         r"if|please $|whether"),
    Rule("+happened", r"(?:cannot|can't) (?:\w+ )?(?:open|load|work|log in|sign in|pay|reach|start|send|use)", "",
         r"if|whether"),
    Rule("+happened", rf"there (?:was|were|has been|is) (?:an? |a serious )?(?:\w+ )?{_EVENT}", "", r"if|whether"),
    Rule("+happened", r"(?:a|an|the|this) (?:\w+ )?(?:fire|explosion|outage|accident|fault|attack|leak|crash|error"
         r"|rule|job"
         r"|driver|machine) (?:\w+ )?(?:broke out|occurred|happened|began|started|deleted|removed|hit|caused|led|left"
         r"|interrupted)", "", r"if|whether"),
    Rule("+happened", r"(?:wurde|wurden|ist|sind) (?:\w+ ){0,7}?(?:gelöscht|ausgefallen|unterbrochen|gestohlen"
         r"|veröffentlicht|beschädigt|verletzt|verloren|gestört|nicht erreichbar|nicht verfügbar"
         r"|betroffen)", "", r"ob"),
    Rule("+happened", r"(?:haben|hat|habe) (?:\w+ ){0,8}?(?:gelöscht|verloren|verschickt|veröffentlicht|verschwiegen"
         r"|übersehen|abgeschaltet|falsch)", "", r"ob"),
    Rule("+happened", r"kam es (?:\w+ ){0,4}?zu"),
    Rule("+happened", r"(?:fehlen|fehlten|fehlt)"),
    Rule("+unknown", r"(?:we|i) (?:do not|don't|cannot|can't|did not) (?:yet |currently )?(?:know|say|tell)"),
    Rule("+unknown", r"(?:not|nothing) (?:yet )?(?:known|clear|confirmed|certain)(?: yet)?", "", r"if|until"),
    Rule("+unknown", r"(?:unclear|unknown|too early to say|remains open)"),
    Rule("+unknown", r"(?:we|i|still|engineers|they) (?:are |are still |am still |still )?(?:finding out|checking"
         r"|investigating"
         r"|looking into|counting|establishing|testing|verifying)"),
    Rule("+unknown", r"what we do not (?:yet )?know"),
    Rule("+unknown", r"(?:wissen|weiß|können) (?:\w+ ){0,5}?noch nicht"),
    Rule("+unknown", r"noch (?:nicht bekannt|unklar|offen|nicht bestätigt|nicht fest)"),
    Rule("+unknown", r"(?:prüfen|untersuchen|zählen|klären) (?:\w+ ){0,2}?noch"),
    Rule("+next", rf"next (?:public |full )?(?:update|statement|news|report"
         rf"|information)(?: from us)?:?(?: here)? {_AT}"),
    Rule("+next", rf"(?:update|updates|updated) (?:\w+ ){{0,6}}?{_AT}", "", r"last|if|no $|previous $|earlier $"),
    Rule("+next", rf"(?:report|write|speak|post|inform|inform you|tell you|tell|back|reply|publish|news|more|answer"
         rf"|again) "
         rf"(?:\w+ ){{0,6}}?(?:at|by|before|within|in|every|no later than|on) {TIME}", "",
         r"(?:was|were|had|have|has|did) (?:\w+ )?$|if|please"),
    Rule("+next", rf"hear (?:more )?from us (?:\w+ ){{0,3}}?{_AT}"),
    Rule("+next", rf"(?:nächste|nächstes|nächsten) (?:update|information|meldung|stand|auskunft"
         rf"|nachricht)s?:? (?:\w+ ){{0,3}}?"
         rf"{TIME}"),
    Rule("+next", rf"(?:melden|informieren|berichten|schreiben|hören) (?:\w+ ){{0,6}}?{TIME}"),
    Rule("+doing", rf"we (?:are|are now|are still|keep|have been|'re) {_DOING}"),
    Rule("+doing", rf"we're {_DOING}"),
    Rule("+doing", r"we (?:have|have now|have already|now) (?:stopped|started|asked|opened|called|switched|paused"
         r"|restored|set up"
         r"|closed|taken|begun|brought|put|informed|told|recalled|suspended|blocked|secured|moved|hired|removed"
         r"|deleted)"),
    Rule("+doing", r"we (?:now |also |will |will now )?(?:stop|start|stopped|paused|restore|check|checked|call|pay"
         r"|replace"
         r"|repair|secure|secured|closed|search|work|test|write to|tell|ask|asked|bring|count|recall|recalled)"),
    Rule("+doing", r"(?:engineers|team|teams|people|colleagues|everybody|technicians|crews|doctors) (?:are|is|work"
         r"|works|have"
         r"|has) (?:\w+ ){0,3}?\w+"),
    Rule("+doing", r"(?:every|each|all) (?:\w+ ){1,3}(?:gets?|receives?|hears?|will (?:get|receive|hear))"),
    Rule("+doing", r"(?:wir) (?:\w+ ){0,2}?(?:prüfen|arbeiten|untersuchen|rufen|stellen|suchen|zählen|klären"
         r"|informieren"
         r"|tauschen|ersetzen|sperren|stoppen)"),
    Rule("+doing", r"haben (?:\w+ ){0,5}?(?:gestoppt|angehalten|gesperrt|abgeschaltet|informiert|begonnen|eingerichtet"
         r"|zurückgerufen)"),
    Rule("+instruct", r"please"),
    Rule("+instruct", r"(?:do not|don't|stop) (?:use|open|eat|drink|delete|upload|import|click|enter|pay|touch|sell"
         r"|drive|using|eating|drinking)", "", r"\w+ $"),
    Rule("+instruct", r"(?:you|people|customers) (?:do not need|don't need|need not|need|can|should|may|have) (?:to "
         r"|not to )?\w+",
         "", r"if"),
    Rule("+instruct", r"(?:bitte|sie müssen nichts|sie brauchen nichts|sie können|rufen sie|verwenden sie|essen sie)"),
    Rule("+ours", r"we (?:did|caused|broke|deleted|lost|published|posted|sent|sold|failed|got (?:it|this|that) wrong"
         r"|were wrong"
         r"|made (?:a|this|that) mistake|made mistakes|should have|should not have|let you down|overlooked|ignored"
         r"|missed)"),
    Rule("+ours", r"our (?:fault|mistake|error|doing|responsibility|failure|own rule|own)", "", r"not $"),
    Rule("+ours", r"(?:fault|mistake|error|responsibility) (?:is|was) (?:all |entirely )?(?:ours|mine|with us)"),
    Rule("+ours", r"(?:that|this) (?:is|was) on us"),
    Rule("+ours", r"(?:we|i) (?:take|accept|bear|have|am|are) (?:the |full |all )?(?:full )?(?:responsibility"
         r"|responsible"
         r"|accountable)"),
    Rule("+ours", r"(?:unser|mein) (?:fehler|versagen)", "", "nicht $"),
    Rule("+ours", r"(?:unsere|meine) (?:schuld|verantwortung)", "", "nicht $"),
    Rule("+ours", r"(?:übernehmen|tragen|übernehme|trage) (?:\w+ ){0,3}?verantwortung"),
    Rule("+change", r"(?:from now on|from today|no longer|as of today|starting today)"),
    Rule("+change", r"we (?:have |will |now |are )?(?:chang(?:e|ed|ing)|add(?:ed|ing)?|introduc(?:e|ed|ing)"
         r"|remov(?:e|ed|ing)"
         r"|replac(?:e|ed|ing)|check every|train(?:ed|ing)?|end(?:ed|ing)?|separat(?:e|ed|ing)|stop(?:ped|ping)?)"),
    Rule("+change", r"(?:so that|to make) (?:\w+ ){0,6}?(?:less likely|sooner|earlier|safer|notice|cannot)"),
    Rule("+change", r"(?:künftig|ab sofort|von jetzt an|in zukunft|ändern wir|wir ändern|haben wir geändert)"),
    Rule("+corrected", r"(?:we|our|earlier|before|yesterday|morning|statement|first) (?:\w+ ){0,4}?(?:said|wrote"
         r"|told you|stated"
         r"|published|called it|reported|named|gave)"),
    Rule("+corrected", r"(?:was|were|is|are) (?:\w+ )?(?:wrong|incorrect|not (?:right|correct|true)|too (?:soft|low"
         r"|high|early"
         r"|small|large)|a mistake|mistaken)", "", r"not $|if"),
    Rule("+corrected", r"(?:correct|correction|corrects|corrected)"),
    Rule("+corrected", r"(?:korrektur|korrigieren|richtig ist|war falsch|stimmt nicht|stimmte nicht"
         r"|haben wir geschrieben"
         r"|hatten wir geschrieben)"),
    Rule("+proof", r"(?:because|proof|evidence|record|records|shows?|list|audit|auditor|countersigned|published"
         r"|document|http"
         r"|https|see|link|photo|video|log|logs|checked|looked|confirmed by|independent|weil|nachweis|belegt|geprüft)"),
)  # fmt: skip
"""Part → the phrases that show it. A phrase that shows none of them has an empty reason: nothing is said about it."""

_TICKS: Final = {
    "happened": "says what happened", "sorry": "says sorry", "next": "next update time", "blame": "no blame",
    "unknown": "says what we do not know yet", "ours": "takes responsibility", "change": "says what changes",
    "corrected": "says what was wrong", "instruct": "says what people should do",
}  # fmt: skip
_ALWAYS: Final = ("happened", "sorry", "next", "blame", "unknown")
_ASKED: Final[Mapping[StatementKind, tuple[str, ...]]] = {
    "holding": ("happened", "concern", "doing", "unknown", "next"),
    "update": ("next",),
    "correction": ("corrected",),
    "apology": ("sorry", "ours", "happened", "change"),
    "answer": (),
}
_MISSING: Final = {
    "happened": "Nothing says what happened. Say it in one sentence, as far as it is confirmed.",
    "concern": "Nothing says that we care. Say what this means for the people who were hit, or say sorry.",
    "doing": "Nothing says what we do. Name the one thing that is being done now.",
    "unknown": "Nothing says what we do not know yet. Say it, people find the gap anyway.",
    "corrected": "Nothing says what was wrong. Say what we said before and what is right.",
    "sorry": "An apology says sorry. Write it plainly, without an if.",
    "ours": "Nothing takes the responsibility. Say 'we did this' or 'our mistake'.",
    "change": "Nothing says what changes. Name one change, or when people hear which.",
    "instruct": "Nothing says what people should do now. Say it, even if it is nothing.",
    "proof": "A denial needs proof. Say what shows that it is not true.",
}
_URGENT: Final = frozenset({"data_loss", "product_safety", "outage"})


def ticks(found: Collection[str], sort: StatementKind) -> tuple[str, ...]:
    """Short words for what the text has; beyond what every text may have, what this sort needs."""
    wanted = [*_ALWAYS, *(part for part in _ASKED[sort] if part in _TICKS and part not in _ALWAYS)]
    return tuple(_TICKS[part] for part in wanted if part in found)


def missing(page: Page, found: Collection[str], context: Context) -> list[Remark]:
    """What this sort of text should have and has not."""
    if not page.text.strip():
        return [_missing(page, "The text is empty. Write one sentence that is true.")]
    absent = [part for part in _ASKED[context.sort] if part not in found]
    if "sorry" in found and "concern" in absent:
        absent.remove("concern")
    if context.sort == "holding" and context.type in _URGENT and "instruct" not in found:
        absent.append("instruct")
    if context.type == "rumour" and context.sort in ("holding", "correction") and not {"proof", "unknown"} & set(found):
        absent.append("proof")
    return [_missing(page, _MISSING[part] if part != "next" else _next(context)) for part in absent]


def _missing(page: Page, why: str) -> Remark:
    return Remark("missing", len(page.text), len(page.text), "", why)


def _next(context: Context) -> str:
    if context.due is None or context.due <= context.now:
        return "Nothing says when the next update comes. Name a time, with UTC."
    return f"Nothing says when the next update comes. The room has it due at {clock(context.due)} UTC."


def late(page: Page, hits: Collection[Hit], context: Context) -> list[Remark]:
    """A next update whose time has passed, or comes before the room's own clock."""
    if not context.now:
        return []
    out: dict[int, Remark] = {}
    for hit in hits:
        at = minute(page.low[hit.start : hit.end + 6]) if hit.rule.kind == "+next" else None
        if at is None:
            continue
        away = (at - context.now // 60_000 + 720) % 1440 - 720
        words = page.text[hit.start : hit.end]
        named = f"{at // 60:02d}:{at % 60:02d}"
        if -360 < away < 0:
            why = f"{named} UTC has passed, it is {clock(context.now)}. Name the next time."
        elif away >= 0 and context.due and context.now + away * 60_000 < context.due - 60_000:
            why = f"The room has the next update due at {clock(context.due)}, this says {named}. Make them one."
        else:
            continue
        out.setdefault(at, Remark("number", hit.start, hit.end, words, why))
    return list(out.values())


def clock(at: int) -> str:
    """``15:00``."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%H:%M")
