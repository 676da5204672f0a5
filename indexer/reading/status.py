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

_CUES: dict[Status, str] = {
    "ruled_out": r"""\b(?:no(?!t\ (?:one|been|seen|asked))|nil|none|not|never|isn['’]?t|aren['’]?t|wasn['’]?t|weren['’]?t|don['’]?t|doesn['’]?t|didn['’]?t
        |hasn['’]?t|haven['’]?t|cannot|can['’]?t|without|nothing|neither|nor|nobody|denie[sd]|ruled\ out|rules?\ out|negative|clear(?:ed)?|unfounded|fine
        |any\ sign|free\ of|absence\ of|unremarkable|nad|discounted|excluded\ (?:by|on)|satisfied)\b""",
    "historical": r"""\b(?:years?\ ago|yrs?\ ago|as\ a\ (?:child|kid|teenager|baby|girl|boy|young)|when\ (?:she|he|mum|dad|mo|fa|they)\ (?:was|were)|used\ to|historic(?:al|ally)?|previous(?:ly)?
        |past|former(?:ly)?|in\ (?:19|20)\d\d|since\ (?:19|20)\d\d|back\ in|back\ then|ex\b|ex-|old|earlier|before\ (?:she|he|they|the|any|i|we|this)|long\ (?:since|ago)|childhood|growing\ up|grew\ up|own\ (?:childhood|mother|father|mum|dad|upbringing)
        |sober|clean\ (?:for|since)|over\ now|closed\ in|teens|twenties|thirties|had\ been|decade|sentence|served|last\ (?:relationship|partner|marriage))\b|\b(?:19|20)\d\ds?\b|\b(?:yrs|years)\b""",
    "hypothetical": r"""\b(?:if|might|may|could|would|should|perhaps|maybe|possib(?:le|ly)|worried\ (?:that|he|she|they|about)|worry|wonder(?:ing)?|fear(?:s|ed|ful)?|afraid|suspect|in\ case|what\ if|unless
        |suppose|supposing|potential(?:ly)?|in\ theory|hypothetical|training|example|e\.g|scenario|imagine|planning\ to|going\ to|due\ to|will|until|whether|when\ (?:she|he|the\ baby)\ (?:is|comes|leaves|arrives|turns)|one\ day|risk\ of|likely|exercise)\b|\?""",
    "someone_else": r"""\b(?:(?:her|his|their|my|our|mum['’]?s|dad['’]?s|a)\ (?:\w+\ )?(?:sister|brother|cousin|friend|neighbour|colleague|aunt|auntie|uncle|niece|nephew|mate|flatmate|workmate|boss|manager|team|ex)['’]?s?
        |next\ door|neighbours?|another\ (?:family|child|case|pupil|parent|mum|girl|boy|lad|woman|school|baby)|other\ (?:family|families|case|cases|child|children|kids|pupils|parents)|different\ (?:family|case|child)
        |someone\ else|somebody\ else|the\ family\ (?:next|across|at|down|upstairs|opposite)|down\ the\ (?:road|street|corridor)|upstairs|across\ the|opposite|unlike|cousins?|friends?|classmates?|telly|tv|soap|documentary|programme|podcast|film|news|novel|book|paper|training
        |not\ (?:this|our|my|her|his)\ |last\ (?:case|family)|previous\ (?:case|family)|i\ had\ (?:a|one)|we\ had\ (?:a|one)|i\ grew|my\ own|me\ and\ my|colleague|reminds\ me|same\ name|wrong\ (?:child|family))\b""",
}
CUES: dict[Status, re.Pattern[str]] = {
    status: re.compile(pattern, re.IGNORECASE | re.VERBOSE) for status, pattern in _CUES.items()
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
