"""The interface's own fixed words for what the corpus and a match hold as ids."""

from corpus import Status

STATUS_LABELS: dict[Status, str] = {
    "present": "happening now",
    "ruled_out": "ruled out",
    "historical": "in the past",
    "hypothetical": "a worry or a what-if",
    "someone_else": "about someone else",
}
STATUS_BUTTONS: dict[Status, str] = {
    "present": "Happening now",
    "ruled_out": "Ruled out",
    "historical": "In the past",
    "hypothetical": "A what-if",
    "someone_else": "Someone else",
}
PROVENANCE = {
    "local-review": "Found by a local review",
    "national-source": "Supported by a national source",
    "local-guidance": "Local guidance",
}
FIT_RELATED = "About something close to this theme, not this theme itself."
IDENTIFIERS = {
    "PERSON": "a name",
    "DATE_OF_BIRTH": "a date of birth",
    "NHS_NUMBER": "an NHS number",
    "NI_NUMBER": "a National Insurance number",
    "CASE_REFERENCE": "a case number",
    "POSTCODE": "a postcode",
    "ADDRESS": "an address",
    "PHONE": "a phone number",
    "EMAIL": "an email address",
    "VEHICLE_REGISTRATION": "a vehicle registration",
    "SCHOOL": "a school",
}
LOCAL_TEXT = {
    "seen": "",
    "partly-seen": "Only part of the Leeds text of this theme could be read for this service.",
    "not-seen": (
        "The Leeds text of this theme could not be read for this service. What stands here rests on national sources "
        "and on other guidance, and each learning point says which."
    ),
}
THIN = "Little stands behind this theme yet. Read it as a starting point, and go to the sources themselves."
LOCAL_TEXT_SHORT = {
    "seen": "",
    "partly-seen": "Only part of the Leeds text of this theme was read.",
    "not-seen": "The Leeds text of this theme was not read: the learning rests on the sources named here.",
}
THIN_SHORT = "Little stands behind this theme yet: go to the sources themselves."
SUMMARY = "As summarised elsewhere, not read itself."
RELATIONS = {
    "same_lesson": "The same lesson elsewhere",
    "tension": "Pulls the other way",
    "good_practice": "Practice that went well",
    "related": "Related",
}
STEPS = {
    "experience": "What happened",
    "reflection": "How it felt, and what it brings to mind",
    "analysis": "Making sense of it",
    "plan": "What next",
}
MODELS_OWN = "A question of this model, asked whatever the case."
NO_VERDICT = "The questions open a conversation: none of them says what to decide."
DISCREPANCY = {
    "known": ("Known", "Written as fact: happening now, past, or ruled out. Who saw or heard it, and when?"),
    "assumed": ("Assumed", "Written as a worry or a what-if. What would show it to be so, or not so?"),
    "missing": ("Missing", "Left blank for you. What is not known, and who might hold it?"),
}
DISCREPANCY_ABOUT = "Sorted only by how your own words are put. Move what is really an assumption; what you said of someone else is left out."
OWN_WORDING = "Our wording: the source gives the finding only."
