"""Segments and their vectors -> how the text means each: present, ruled out, historical, hypothetical or someone else's.

A status other than present is given only where a cue word of that status and the classifier agree: a classifier
alone takes "nobody has asked him what he wants" for a denial, and a cue word alone takes "no food in the cupboards"
for one. The cue words follow NegEx (Chapman et al. 2001) and ConText (Harkema et al. 2009), written for case notes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from corpus import Status
from indexer.reading.spans import Segment

STATUSES: tuple[Status, ...] = ("present", "ruled_out", "historical", "hypothetical", "someone_else")

# What a denial denies. "No plan", "no food" and "no one asked" deny nothing: they are not in this list, so they stay present.
_CONCERN = (
    r"d\.?v|d\.?a|fgm|fii|cse|cce|domestics?|abus\w*|violen\w*|assault\w*|hit(?:ting)?|smack\w*|injur\w*|"
    r"bruis\w*|marks?|burns?|neglect\w*|concerns?|concerned|worr(?:y|ies|ied|ying)|risks?|safeguarding|"
    r"drugs?|alcohol|drink(?:ing|s|er)?|substances?|misuse|weed|cannabis|heroin|cocaine|self[- ]?harm\w*|"
    r"suicid\w*|overdos\w*|mental|depress\w*|psycho\w*|anxi\w*|control\w*|coerc\w*|fear\w*|afraid|scared|"
    r"frighten\w*|exploit\w*|gangs?|grooming|groomed|sexual\w*|forced|marri\w*|trafficking|harm\w*|"
    r"threat\w*|weapons?|offen[cd]\w*|convictions?|call[- ]?outs?|incidents?|evidence|signs?|indicat\w*|"
    r"suggest\w*|symptoms?|disclosures?|allegations?|problems?|issues?|history|previous|known|crisis|"
    r"disagree\w*|dispute\w*|row(?:s|ing)?|argu\w+|conflict|split|breakdown|separat\w+|stalk\w*|missing|"
    r"arrests?|crim\w+|hung(?:ry|er)|dirt\w*|unkempt|smell\w*|truan\w*|bull(?:y|ied|ying)|unsafe|danger\w*|"
    r"hidden|protective|disabilit\w*|diagnos\w*|illness|condition|cause|need for|question of|doubt|"
    r"delay\w*|drift\w*|radicali\w*|extrem\w*|escalat\w*|complaints?|adhd|autis\w*|asd|trauma|"
    r"placement (?:move|breakdown)s?"
)
_WORDS = r"(?:[\w'’/-]+[ ,]+)"

_CUES: dict[Status, tuple[str, ...]] = {
    "ruled_out": (
        rf"\b(?:no|nil|zero|without(?: any)?|never(?: any| been| had)?|not any|neither|nor|free (?:of|"
        rf"from)) {_WORDS}{{0,4}}(?:{_CONCERN})\b",
        rf"\b(?:isn['’]?t|wasn['’]?t|aren['’]?t|weren['’]?t|ain['’]?t|not|nothing|never|don['’]?t|"
        rf"doesn['’]?t|didn['’]?t|hasn['’]?t|haven['’]?t|no longer) {_WORDS}{{0,3}}(?:{_CONCERN})\b",
        r"\brul(?:ed?|es|ing) (?:it |that |this |them |\w+ ){0,3}out\b",
        r"\b(?:unfounded|discounted|disproved|unsubstantiated|negative|nad|n/?a|nfa'?d)\b",
        r"\b(?:came|come|comes|coming|all|is|are|was|were|been|test\w*|checks?|screen\w*|looks?|"
        r"everything(?:['’]?s)?) (?:back |up |out )?(?:all |been )?(?:clear|clean|fine|normal|negative|"
        r"blank|good|ok|okay|unremarkable)\b",
        r"\bnothing (?:to (?:suggest|indicate|say|show|report|worry)|of (?:that|the|concern|note)|"
        r"untoward|like that|there|known|recorded|found|in it|on (?:him|her|them|file|police|the))",
        r"\b(?:satisfied|assured|confirmed|established|checked|cleared)\b",
        r"\b(?:past or present|always (?:has|have|had) been|or ever (?:has|have)|never (?:has|have|did|"
        r"was|were|any))\b",
        r"\bnil\b",
        r"^\W*no(?:,|\W*$)",
    ),
    "historical": (
        r"\b(?:years? ago|yrs? ago|decades? ago|long ago|as a (?:child|kid|teen\w*|baby|girl|boy|lad|"
        r"young \w+|student)|as children|when (?:she|he|mum|dad|mo|fa|they|mother|father|nan) (?:was|"
        r"were) (?:a|an|little|small|young|at|in|about|\d+|six|seven|eight|nine|ten|eleven|twelve|"
        r"thirteen|fourteen|fifteen|sixteen|seventeen|her|his|their)\b|used to|historic(?:al|ally)?|"
        r"formerly|in (?:19|20)\d\d|since (?:19|20)\d\d|back in|back then|in (?:her|his|their) (?:teens|"
        r"twenties|thirties|youth|early|late|own)|at (?:her|his|their) old|before (?:she|he|they) (?:was|"
        r"were|met|moved|had|came)|before (?:any|this one|the (?:kids|children|baby|twins|pregnancy)|i |"
        r"we knew|i knew)|long since|long (?:over|gone|past|before)|childhood|growing up|grew up|"
        r"brought up|(?:sober|clean|dry|off (?:it|the \w+)) (?:for|since|\w+ (?:years|yrs))|all over now|"
        r"over and done|(?:previous|last|first|earlier|old|former) (?:relationship|partner|marriage|"
        r"husband|wife|boyfriend|pregnancy|foster|placement)|(?:one|two|three|four|five|six|seven|eight|"
        r"nine|ten|twelve|fifteen|twenty|\d+) (?:years|yrs|decades) (?:ago|back|clean|sober|earlier|"
        r"before))\b",
        r"\b(?:19[5-9]\d|200\d|201\d)s?\b",
    ),
    "hypothetical": (
        r"\b(?:if|might|may|could|would|what if|in case|unless|suppos\w*|potential(?:ly)?|in theory|"
        r"hypothetical\w*|scenario|imagine\w*|(?:am|is|are|was|were|i['’]m|she['’]s|he['’]s)? ?(?:worried|"
        r"afraid|frightened|scared|fear\w*|dread\w*|concerned) (?:that )?(?:he|she|they|it|we|mum|"
        r"dad) (?:might|may|could|would|will|['’]ll)|wonder(?:ing|ed)?|for example|e\.?g|training|"
        r"exercise|whether|perhaps|maybe|possibl[ey]|planning to|plans? to|thinking of|talk of|"
        r"due to (?:be|start|move|come)|when (?:he|she|they|the baby) (?:comes|arrives|gets|leaves|turns|"
        r"is (?:born|released|out)))\b",
    ),
    "someone_else": (
        r"\b(?:(?:her|his|their|my|our|mum['’]?s|dad['’]?s|a|the|mo['’]?s|fa['’]?s) (?:\w+ )?(?:sister|"
        r"brother|cousin|friend|mate|neighbour|colleague|aunt|auntie|uncle|niece|nephew|flatmate|"
        r"housemate|workmate|boss|classmate|step-?sister|half-?sister|sister-in-law|brother-in-law|lodger|"
        r"landlord)s?['’]?s?|next door|neighbours?['’]?s?|(?:another|other|different|wrong|previous|"
        r"last) (?:\w+ )?(?:family|families|case|cases|child|children|kids?|pupils?|parents?|mums?|dads?|"
        r"girls?|boys?|lads?|wom[ae]n|schools?|bab(?:y|ies)|estates?|house|flat|household|client|patient|"
        r"team|couple|people)|someone else|somebody else['’]?s?|the (?:family|couple|people|lot|woman|man|"
        r"girl|boy|lad|one|kids|baby|flat|house) (?:next|across|at (?:number|no)|down|upstairs|opposite|"
        r"over|in the (?:next|other|flat)|below|above|on the)|down the (?:road|street|corridor|hall)|"
        r"upstairs|downstairs|across the (?:road|street|landing)|opposite|unlike|cousins?['’]?s?|telly|tv|"
        r"soap|documentary|podcast|film|the news|newspaper|novel|netflix|corrie|eastenders|not (?:this|"
        r"our|my) (?:family|case|child|mum|dad|baby|one|lad|girl|boy|pupil)|i had (?:a|one)|we had (?:a|"
        r"one|another)|we['’]ve got (?:a|another)|reminds me|same (?:name|surname)|own (?:childhood|kids|"
        r"child|daughter|son|mother|father|dad|mum|experience|family)|myself|in the (?:review|report|news|"
        r"paper|training)|that (?:case|review|family|lad|girl)|colleague|at my (?:last|old)|on my (?:last|"
        r"old|caseload))\b",
    ),
}
CUES: dict[Status, re.Pattern[str]] = {
    status: re.compile("|".join(alternatives), re.IGNORECASE) for status, alternatives in _CUES.items()
}


StatusProbabilities = npt.NDArray[np.float32]


def cue_flags(text: str) -> npt.NDArray[np.float32]:
    """Whether the text has a cue word of each status but present: float32 (4,), in the order of STATUSES[1:]."""
    return np.array([CUES[status].search(text) is not None for status in STATUSES[1:]], dtype=np.float32)


def with_status(
    text: str,
    segments: Sequence[Segment],
    probabilities: StatusProbabilities,
    thresholds: npt.NDArray[np.float32],
) -> tuple[Segment, ...]:
    """Give each segment its status.

    `probabilities` is float32 (segments, 5) in the order of STATUSES. `thresholds`, float32 (5, 2), holds for each
    status the least probability with a cue word and without one.
    """
    read = []
    for segment, row in zip(segments, probabilities, strict=True):
        flags = cue_flags(text[segment.start : segment.end])
        best = int(np.argmax(row[1:])) + 1
        enough = thresholds[best, 0 if flags[best - 1] else 1]
        read.append(replace(segment, status=STATUSES[best] if row[best] >= enough else "present"))
    return tuple(read)
