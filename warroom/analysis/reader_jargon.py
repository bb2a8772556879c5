"""Words that only insiders understand, and what to say instead. Words that have a plain sense too are left alone."""

from __future__ import annotations

from typing import Final

from warroom.analysis.reader_find import Rule

_SAY: Final = {
    "affected": ("impacted",),
    "use": ("leverag(?:e|ed|es|ing)", "utili[sz](?:e|ed|es|ing)"),
    "from now on": ("going forward", "moving forward"),
    "what we learned": ("learnings",),
    "write or call": ("reach out",),
    "wrote or called": ("reached out",),
    "a close look": ("deep dive",),
    "now": ("at this point in time",),
    "review": ("post-?mortem",),
    "cause": ("root causes?", "rca"),
    "repair": ("remediat(?:e|ed|es|ing|ion)",),
    "lessen": ("mitigat(?:e|ed|es|ing|ion|ions)",),
    "slow": ("degrad(?:ed|ation) (?:performance|service|of service)", "service degradation", "latency"),
    "storage": ("object (?:store|storage)", "s3 buckets?"),
    "people": ("end(?:-| )users?",),
    "exact": ("granular",),
    "talk": ("touch base",),
    "come back to you": ("circle back",),
    "start": ("operationali[sz](?:e|ed|ing)",),
    "copied": ("exfiltrat(?:e|ed|ion)",),
    "attackers": ("threat actors?", "bad actors?"),
    "under": ("pursuant to",),
    "until now": ("heretofore",),
    "this": ("aforementioned",),
    "among others": ("inter alia",),
    "despite": ("notwithstanding",),
    "pay": ("indemnif(?:y|ied|ication)",),
    "instead of": ("in lieu of",),
    "before": ("prior to",),
    "after": ("subsequent to",),
    "if": ("in the event that",),
    "about": ("with regards? to", "in respect of"),
    "try to": ("endeavou?r(?:s|ed|ing)? to",),
    "names and addresses": ("pii",),
    "what can be done": ("actionable",),
}
"""Plain words → what they replace."""
_DO: Final = {
    "Say who works on what": ("tirelessly",),
    "Say whom you mean": ("stakeholders?",),
    "Say what fails": ("experiencing (?:issues|difficulties|problems|some issues|technical difficulties)",),
    "Say what people see": ("packet loss", "replication lag", "fail-?over"),
    "Say what you checked": ("checksums?",),
    "Say what it did": ("lifecycle rules?",),
    "Say what you do, and when": ("proactive(?:ly)?",),
    "It praises us: leave it out": ("world-class", "best-in-class", "holistic(?:ally)?"),
    "Say what you mean": ("synerg(?:y|ies)", "paradigm shift", "action items?"),
    "Say how they came in": ("attack vectors?",),
    "Say what happened": ("force majeure", "p[01] incident", "sev-?[0-4]"),
    "Leave it out": ("hereby",),
    "Say what we agreed": ("slas?",),
}
"""What to do → about which words."""

JARGON: Final = (
    *(
        Rule("jargon", source, f"'{{words}}' is insiders' language. Say '{plain}'.")
        for plain, sources in _SAY.items()
        for source in sources
    ),
    *(
        Rule("jargon", source, f"'{{words}}' is insiders' language. {todo}.")
        for todo, sources in _DO.items()
        for source in sources
    ),
)
