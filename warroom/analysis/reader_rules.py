"""Phrases that a public text is better without, in English. German ones stand in ``reader_rules_de``.

Each reason is one plain line that says what to do. The list is ours; what it guards against is common ground of crisis
trainers: no promise that is not in our hands, no promised end, nobody blamed, nothing made smaller than it is.
"""

from __future__ import annotations

from typing import Final

from warroom.analysis.reader_find import Rule
from warroom.analysis.reader_text import CLOCK, SPAN, TIME

_NOT: Final = (
    r"(?:cannot|can't|can not|could not|do not|don't|does not|will not|won't|would not|wouldn't|never|nobody can"
    r"|no one can) (?:\w+ ){0,2}?(?:promise|guarantee|say|claim|exclude|rule out|know)\b|whether|less likely to"
)
"""What makes a promise harmless: ``we cannot promise that …``."""
_OVER: Final = (
    r"(?:restored|fixed|sorted|sorted out|resolved|solved|repaired|recovered|back(?: online| up| to normal"
    r"| in service| on)?|online|up"
    r"(?: again| and running)?|running|working|available|accessible|complete|completed|over|finished|normal)"
)
_TO_END: Final = (
    r"(?:restored?|fix(?:ed)?|resolved?|solved?|repair(?:ed)?|recover(?:ed)?|bring back|finish(?:ed)?|complete(?:d)?)"
)
_PAPER: Final = (
    r"(?:list|report|update|statement|video|form|letter|mail|notice|page|hotline|helpline|number|answer|review|call"
    r"|summary"
    r"|document|audit|check|interview|meeting|session|recording|transcript)s? (?:\w+ ){0,3}?$|not (?:\w+ )?$"
)
"""What we can well promise for a time: papers and talks."""
_ALL: Final = r"(?:all|every|any|each)(?: and (?:any|all))?(?: of)?(?: the| your| their| these)? (?:\w+ ){0,2}?"

END_WHY: Final = "'{words}' promises when it ends. Say when you report next instead."
NEVER_WHY: Final = "'{words}': nobody can keep that. Say what you change."
SOON_WHY: Final = "'{words}' names no time. Say when people hear from us next."
ALL_WHY: Final = "'{words}' has no limit. Say the one thing that you do now."
PAY_WHY: Final = "'{words}' has no limit. Say what is paid and how to claim it, after Legal has read it."
SAFE_WHY: Final = "'{words}' is absolute. Say what you checked and what you found."

_NEVER: Final = r"(?:ever |ever again )?(?:happen|occur|be repeated|be lost|fail|go wrong)(?: again)?"

PROMISES: Final = (
    Rule("promise", rf"(?:will|shall|can|must|could|does|do|to) never {_NEVER}", NEVER_WHY, _NOT),
    Rule("promise", r"never (?:ever )?(?:again|happens again|happen again|occurs again|be repeated)", NEVER_WHY, _NOT),
    Rule("promise", r"(?:won't|cannot|can't|shan't) (?:ever )?(?:happen|occur|be repeated)(?: \w+)? ?again",
         NEVER_WHY, rf"{_NOT}|so that|hope|want"),
    Rule("promise", r"(?:will|shall|can|does|could) not (?:ever )?(?:happen|occur|be repeated)(?: \w+)? ?again",
         NEVER_WHY, rf"{_NOT}|so that|so|hope|want"),
    Rule("promise", r"doesn't (?:ever )?(?:happen|occur)(?: \w+)? ?again", NEVER_WHY, rf"{_NOT}|so that|so|hope|want"),
    Rule("promise", r"(?:guarantee|guarantees|guaranteed|guaranteeing)(?! (?:period|claim|fund|card|form|terms))",
         "'{words}' promises a result. Say what you do, not how it ends.",
         rf"{_NOT}|no $|not (?:a |an |be )?$|\w+n't $|cannot (?:\w+ )?$|without (?:a |any )?$|bank $|nobody can $"
         rf"|your $"),
    Rule("promise", r"(?:we|i) (?:can |do |will |hereby |solemnly )?promise(?! (?:less|nothing we))",
         "'{words}': say what you do and by when. A promise of the result can fail.", _NOT),
    Rule("promise", r"(?:you have (?:my|our) word|rest assured|be assured)",
         "'{words}' asks for trust. Say what you did, people judge by that."),
    Rule("promise", r"100 ?(?:%|percent|per cent) (?:safe|secure|certain|sure|reliable|protected|sealed)",
         SAFE_WHY, r"not $"),
    Rule("promise", r"(?:completely|absolutely|totally|perfectly|entirely|fully) (?:safe|secure|protected|certain|ruled"
         r" out)", SAFE_WHY, r"not (?:\w+ )?$|\w+n't $|whether|until|if"),
    Rule("promise", r"(?:no|zero) (?:risk|danger)(?! (?:level|assessment|of (?:fire|it)\b))", SAFE_WHY,
         rf"{_NOT}|if|until"),
    Rule("promise", r"(?:data|files|documents|money|deposits|passwords|accounts) (?:is|are|remains?|stays?) (?:all "
         r"|now "
         r"|still |perfectly |completely |absolutely )?(?:safe|secure)", SAFE_WHY, rf"{_NOT}|if|until|not (?:all )?$"),
    Rule("promise", r"(?:nobody|nothing|no one|no customers?|no data|no files?|no documents?) will (?:ever )?(?:be )?"
         r"(?:lose|lost|affected|harmed|hurt|worse off|damaged|missing)", NEVER_WHY, _NOT),
    Rule("promise", r"(?:will not|won't|will never) (?:lose(?! (?:sight|time|hope))|be lost|be harmed|suffer)",
         NEVER_WHY, _NOT),
    # promised ends
    Rule("promise", rf"(?:will|should|shall) (?:all |now )?be (?:all |fully |completely |entirely )?{_OVER}(?: \w+)"
         rf"{{0,5}}? (?:(?:by|before|at|within|in|until|from|no later than|on|around) )?{TIME}", END_WHY,
         rf"{_NOT}|{_PAPER}"),
    Rule("promise", rf"(?:expected|scheduled|planned|due|set|going|sure|certain|likely) to be (?:all |fully "
         rf"|completely )"
         rf"?{_OVER}(?: \w+){{0,5}}? (?:(?:by|before|at|within|in|until|on|around) )?{TIME}", END_WHY,
         rf"{_NOT}|{_PAPER}"),
    Rule("promise", rf"(?:will|shall) (?:have )?(?:all |fully |completely )?(?:{_TO_END}|be back|return to normal"
         rf"|resume)"
         rf"(?: \w+){{0,6}}? (?:(?:by|before|within|until|no later than) )?(?:{TIME})", END_WHY, rf"{_NOT}|{_PAPER}"),
    Rule("promise", rf"(?:is|are) (?:all |fully |completely )?(?:back|restored|fixed|resolved|online|up and running)"
         rf"(?: \w+){{0,3}}? (?:by|before|no later than|within) {TIME}", END_WHY, rf"{_NOT}|{_PAPER}"),
    Rule("promise", rf"(?:expect|expects|hope|hopes|plan|plans|aim|aims|intend|want) to (?:have )?(?:\w+ ){{0,4}}?"
         rf"(?:{_TO_END}|back(?: online)?|be back)(?: \w+){{0,6}}? (?:by|before|within|until|in|at) {TIME}", END_WHY,
         rf"{_NOT}|{_PAPER}"),
    Rule("promise", rf"(?:eta|etr)(?:(?: is| of|:) ?| )(?:about |around )?(?:{CLOCK}|{SPAN})", END_WHY, "no $"),
    Rule("promise", rf"(?:will|shall|should) have (?:\w+ ){{1,4}}?{_OVER}(?: \w+){{0,4}}? (?:by|before|within"
         rf"|until) {TIME}",
         END_WHY, rf"{_NOT}|{_PAPER}"),
    Rule("promise", rf"(?:expect|expects) (?:\w+ ){{1,4}}to be (?:fully )?{_OVER}(?: \w+){{0,4}}? (?:(?:by|before|at"
         rf"|within"
         rf"|in|until|on) )?{TIME}", END_WHY, rf"{_NOT}|{_PAPER}"),
    # open ends
    Rule("promise", r"as soon as (?:humanly )?possible", SOON_WHY, r"(?:call|write to|tell|contact) us (?:\w+ )?$"),
    Rule("promise", r"as (?:quickly|fast) as (?:possible|we can)", SOON_WHY),
    Rule("promise", r"(?:asap|in due course|in the near future|in a timely manner|at the earliest opportunity)",
         SOON_WHY),
    Rule("promise", r"shortly(?! (?:after|before|thereafter))", SOON_WHY),
    Rule("promise", r"very soon", SOON_WHY),
    Rule("promise", r"(?:back|more|update|updates|news|answers|details|information) (?:to you |to follow |follow "
         r"|coming )"
         r"?soon(?! (?:as|after|enough))", SOON_WHY),
    Rule("promise", r"(?:follow|follows|come|comes|coming|available|known) (?:very )?soon(?! (?:as|after|enough))",
         SOON_WHY),
    Rule("promise", r"whatever it takes", ALL_WHY),
    Rule("promise", r"everything (?:in our power|we can|(?:humanly )?possible|within our power)", ALL_WHY),
    Rule("promise", r"all (?:that )?we can(?! (?:say|see|tell|do is|offer|give))", ALL_WHY, _NOT),
    Rule("promise", r"hear from us (?:very )?soon", SOON_WHY),
    Rule("promise", r"(?:never|at no time|not at any time) (?:\w+ ){0,2}?in (?:any )?danger", SAFE_WHY),
    Rule("promise", r"leave no stone unturned", ALL_WHY),
    Rule("promise", rf"(?:compensate|reimburse|refund|cover|pay|bear) (?:you |them |customers |people |(?:every|each"
         rf"|all) \w+ )?(?:for )?{_ALL}"
         r"(?:loss|losses|damages?|costs?|expenses?|harm)", PAY_WHY, _NOT),
)  # fmt: skip

PERSON_WHY: Final = "'{words}' points at a person. Say what in how we work made it possible."
OTHER_WHY: Final = "'{words}' puts it on others. Say what is ours to put right."
HIT_WHY: Final = "'{words}' puts it on the people who were hit. Say what we could have made clearer."
OURS_WHY: Final = "Blame holds only when somebody credible names them. Say what is ours to put right."
_THEM: Final = (
    r"(?:vendors?|suppliers?|subcontractors?|contractors?|providers?|third.part(?:y|ies)|partners?|manufacturers?"
    r"|agency|agencies|hosting company)"
)
_ONE: Final = (
    r"(?:employee|engineer|contractor|intern|individual|staff member|colleague|developer|technician|driver|worker"
    r"|operator|temp)"
)

BLAME: Final = (
    Rule("blame", r"(?:human|operator|user|employee|pilot|driver|staff) error", PERSON_WHY, r"not (?:a )?$|no $"
         r"|never $"),
    Rule("blame", r"rogue (?:employee|engineer|individual|actor|trader)", PERSON_WHY),
    Rule("blame", rf"(?:a|an|one|one of our|single|this|that) (?:single |former |junior |new |individual "
         rf"|local )?{_ONE}s? (?:who )?"
         r"(?:had |has |have )?(?:made|failed|forgot|deleted|caused|ignored|violated|acted|broke|mis\w+|is responsible"
         r"|was responsible|was careless|been fired|been dismissed|been suspended|was fired|was dismissed)",
         PERSON_WHY, "not $"),
    Rule("blame", r"(?:caused|triggered|introduced|made|sent|deleted|leaked|cut|broken|damaged|posted|published"
         r"|started) by"
         r" (?:an? |one )(?:single |careless |former "
         r"|junior |new "
         rf"|individual )?{_ONE}", PERSON_WHY, r"not $|\w+n't $"),
    Rule("blame", r"(?:caused by|triggered by|introduced by|due to|owing to|because of) (?:an? |the |our "
         r"|one of our |its "
         r"|their |some )?(?:external )?(?:(?:error|failure|mistake|fault|bug|problem|outage|issue|negligence) (?:by"
         r"|at|of"
         rf"|in|from|with) )?(?:an? |the |our |one of our )?(?:\w+ ){{0,2}}?{_THEM}(?! (?:settings|list|change|key"
         rf"|code))",
         f"'{{words}}': {OURS_WHY}", r"not $|\w+n't $|nothing $"),
    Rule("blame", r"(?:vendor|supplier|provider|partner|subcontractor|contractor|manufacturer|agency"
         r"|party)(?:'s)? (?:\w+ )?(?:failed|let us down|is to"
         r" blame|was to blame|is responsible|was responsible|is at fault|was at fault|made a mistake|made an error"
         r"|caused|negligence|mistake)", f"'{{words}}': {OURS_WHY}", r"no (?:\w+ )?$|not (?:\w+ ){0,2}$|never|nor"),
    Rule("blame", rf"fault of (?:our|the|a|an|one of our) (?:\w+ ){{0,2}}{_THEM}", f"'{{words}}': {OURS_WHY}",
         r"not (?:the )?$"),
    Rule("blame", rf"down to (?:our|the|a|an|one of our) (?:\w+ ){{0,2}}{_THEM}", f"'{{words}}': {OURS_WHY}",
         r"not (?:\w+ )?$"),
    Rule("blame", r"(?:fault|blame|responsibility|mistake) (?:lies|lay|rests) (?:entirely |solely )?with (?!us"
         r"|ourselves|me)"
         r"\w+ \w+", OTHER_WHY, r"no $|whether"),
    Rule("blame", r"responsible (?:has|have|was|were) (?:been )?(?:dismissed|fired|suspended|let go|disciplined)",
         PERSON_WHY),
    Rule("blame", r"had (?:customers|users|people|you|they) (?:read|followed|listened|checked|updated|kept"
         r"|used)", HIT_WHY),
    Rule("blame", r"not our (?:fault|doing|responsibility|mistake|problem)", OTHER_WHY, r"is it $|was it $"
         r"|say (?:\w+ )?$"),
    Rule("blame", r"no fault of (?:ours|our own)", OTHER_WHY),
    Rule("blame", r"(?:beyond|outside|outside of) our (?:direct )?control", OTHER_WHY),
    Rule("blame", r"(?:we're|we are|we were|company is) not (?:to blame|responsible|liable|at fault)", OTHER_WHY),
    Rule("blame", r"(?:we|i) (?:cannot|can't|can not) (?:be )?(?:held )?(?:responsible|liable|blamed|accept liability)",
         OTHER_WHY),
    Rule("blame", r"(?:we|i) (?:have to |must )?blame (?!nobody|no one|only|ourselves|none)\w+", OTHER_WHY,
         r"do not $|don't $"),
    Rule("blame", r"you should have (?:known|read|kept|backed|made|checked|saved|used|contacted|noticed|changed)",
         HIT_WHY, "not $"),
    Rule("blame", r"you (?:must have|may have|might have) (?:misunderstood|misread|misused|overlooked)", HIT_WHY),
    Rule("blame", r"you (?:misunderstood|misread|misused|failed to)", HIT_WHY, r"if|that|when"),
    Rule("blame", r"(?:customers|users|people|clients|those|guests|passengers|visitors"
         r"|patients) (?:who )?(?:failed to|forgot|neglected|should have|should not have|shouldn't have"
         r"|misunder\w+|misused|misread|ignored|overreact\w*)", HIT_WHY),
    Rule("blame", r"(?:media|press|newspapers?|journalists?|reporters?|competitors?|critics|activists) (?:has|have"
         r"|is|are"
         r"|was|were)? ?(?:\w+ )?(?:exaggerat\w+|distort\w+|misreport\w+|misrepresent\w+|falsely|lied|lying|blown"
         r"|sensation\w+|twist\w+)", "'{words}' attacks those who report. Say what is right, with proof."),
    Rule("blame", r"(?:witch hunt|smear campaign|fake news|media hype|mob mentality)",
         "'{words}' attacks those who report. Say what is right, with proof."),
)  # fmt: skip

IF_WHY: Final = "'{words}' doubts that anybody was hurt. Say sorry for what happened."
SMALL_WHY: Final = "'{words}' makes it small. Give the number and what it means for those people."
WHO_WHY: Final = "'{words}' hides who did it. Say what we did."
SHOW_WHY: Final = "'{words}' is what everybody says. Say what you do, people judge by that."
SELF_WHY: Final = "'{words}' defends us. Say what is true and what you do now."
_FEW: Final = r"(?:small|limited|tiny|handful|fraction|few|minor|minority|subset|single-digit|isolated)"
_WHOM: Final = (
    r"(?:customers?|users?|people|accounts?|clients?|guests?|patients?|visitors?|subscribers?|orders?|cases?|contracts?"
    r"|documents?|files?|members?|employees?|passengers?|those)"
)

DEFENSIVE: Final = (
    Rule("defensive", r"(?:regret|regrets|sorry|apologise|apologize|apologies|apology) (?:to (?:anyone|those|anybody"
         r"|all)"
         r" (?:who )?)?(?:if|should|in case)", IF_WHY),
    Rule("defensive", r"(?:regret|sorry|apologise|apologize|apologies) (?:to |for )?(?:anyone|anybody|whoever|people"
         r"|those"
         r"|customers) (?:who |that )?(?:may|might|felt|feel|were offended|was offended|took offen[cs]e)", IF_WHY),
    Rule("defensive", r"(?:sorry|regret) (?:that )?(?:you|some|people|anyone|some people|customers|they) (?:may "
         r"|might )?"
         r"(?:feel|felt|think|thought|are upset|were upset|were offended|perceive\w*|misunder\w+)", IF_WHY),
    Rule("defensive", r"(?:for|regret|regrets) any (?:\w+ )?(?:inconvenience|offen[cs]e|confusion|distress|disruption"
         r"|upset|misunderstanding)(?: (?:this )?(?:may|might|could) have caused| caused)?", IF_WHY),
    Rule("defensive", r"if (?:anyone|anybody|someone|people|some|you) (?:was|were|is|are|felt|feels?|has been"
         r"|have been) "
         r"(?:offended|upset|insulted|disturbed|misled)", IF_WHY),
    Rule("defensive", r"(?:never|not|no) (?:was )?(?:our|my|the|an?)? ?(?:intention|intent)", SELF_WHY, r"say (?:\w+"
         r" )?$"),
    Rule("defensive", r"not (?:who we are|what we stand for|reflect our values|represent our values)", SELF_WHY),
    Rule("defensive", r"(?:privacy|security|safety|trust|satisfaction|feedback|data|opinion) (?:is"
         r"|are) (?:\w+ )?important"
         r" to us", SHOW_WHY),
    Rule("defensive", r"committed to (?:the |your |our )?(?:highest|safety|privacy|quality|providing|excellence"
         r"|protecting"
         r"|security|transparency|wellbeing)", SHOW_WHY),
    Rule("defensive", r"(?:inconvenience|inconveniences|inconvenienced)",
         "'{words}' is a weak word. Name what people lost or could not do."),
    Rule("defensive", rf"(?:only|just|merely) (?:a |an )?(?:very |relatively |extremely "
         rf"|quite )?{_FEW}(?! (?:minutes|hours"
         r"|days|seconds|steps|weeks|words|lines|questions|clicks|of you asked))", SMALL_WHY, r"not $"),
    Rule("defensive", r"(?:a|an) (?:very |extremely |relatively )?(?:small|limited|tiny) (?:number|fraction|percentage"
         rf"|minority|subset|part|portion|proportion) of (?:our |the |all |affected )?{_WHOM}", SMALL_WHY),
    Rule("defensive", r"(?:isolated|unfortunate|regrettable|minor|one-off) (?:incident|event|case|issue|glitch|hiccup"
         r"|mishap|problem|disruption|matter|occurrence)s?", SMALL_WHY, r"not (?:an? )?$|no $|\w+n't an? $"),
    Rule("defensive", r"(?:glitch|glitches|hiccup|hiccups)", SMALL_WHY, r"not (?:a )?$|no $"),
    Rule("defensive", r"(?:hardly|barely) (?:anybody|anyone|any \w+) (?:was|were|is|are|has been"
         r"|have been) (?:affected|hit"
         r"|harmed|hurt)", SMALL_WHY),
    Rule("defensive", r"puts? (?:safety|customers|people|quality|privacy|security) first", SHOW_WHY),
    Rule("defensive", r"may have (?:experienced|noticed|encountered|seen)", SMALL_WHY, "you $"),
    Rule("defensive", r"highest (?:\w+ )?standards?", SHOW_WHY),
    Rule("defensive", r"vast majority", SMALL_WHY),
    Rule("defensive", r"(?:out of an|an) abundance of caution",
         "'{words}' sounds like hiding. Say what the danger is, or that you do not know yet."),
    Rule("defensive", r"(?:mistake|mistakes|error|errors) (?:was|were|have been|had been|has been) (?:made|done)"
         r"(?! by (?:us|me|our))", WHO_WHY),
    Rule("defensive", r"(?:measures|steps|actions|lessons) (?:have been|has been|will be|were|are being) (?:taken"
         r"|learned"
         r"|learnt)(?! by us)", WHO_WHY),
    Rule("defensive", r"we (?:all |always |do |will |also )?take (?:\w+ ){0,6}?(?:very |extremely "
         r"|incredibly )?seriously",
         SHOW_WHY),
    Rule("defensive", r"(?:is|are) taking (?:\w+ ){0,4}?(?:very |extremely )?seriously", SHOW_WHY),
    Rule("defensive", r"(?:safety|security|privacy|customers?|trust|quality|wellbeing) (?:\w+ ){0,4}?(?:is|are|remains?"
         r"|has always been|have always been|comes?|will always be) (?:and (?:\w+ ){1,4})?our (?:top|highest|number one"
         r"|first|utmost|main|biggest) (?:priority|priorities|concern)", SHOW_WHY),
    Rule("defensive", r"our (?:top|highest|number one|first|utmost) priority", SHOW_WHY),
    Rule("defensive", r"(?:nobody|no one) could have (?:foreseen|predicted|known|prevented|imagined"
         r"|expected)", SELF_WHY),
    Rule("defensive", r"(?:unforeseeable|unforeseen|unprecedented) (?:circumstances|event|events|situation)", SELF_WHY),
    Rule("defensive", r"(?:taken out of context|blown out of proportion|overblown|perfect storm)", SELF_WHY,
         r"not $|\w+n't $"),
    Rule("defensive", r"in our defen[cs]e", SELF_WHY),
    Rule("defensive", r"(?:industry standard|industry standards|industry-wide|industry wide)", SELF_WHY),
    Rule("defensive", r"like (?:many|all|most) (?:other )?companies", SELF_WHY),
    Rule("defensive", r"not the only (?:company|ones?)", SELF_WHY),
    Rule("defensive", r"so-called", "'{words}' mocks. Use the plain name."),
    Rule("defensive", r"(?:no comment|no further comment|decline to comment|declined to comment|decline any comment)",
         "'{words}' is heard as guilt. Say why you cannot speak yet and when you can."),
)  # fmt: skip
