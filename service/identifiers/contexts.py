"""The words around a name that show that it is one."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.replace("'", "").split())


# Before a name and part of how a person is spoken of. After mr, mrs and ms there is always a name.
FORMAL_TITLES = _words("mr mrs ms mx messrs")
ABBREVIATED_TITLES = FORMAL_TITLES | _words("dr prof rev revd fr sgt insp cllr")
TITLES = FORMAL_TITLES | _words(
    "miss dr doctor prof professor rev revd reverend fr sister pc dc ds di dci dcs ps sgt sergeant insp inspector pcso wpc wdc constable cllr "
    "councillor pastor imam rabbi sheikh shaykh ustad ustaad molvi maulana haji hajji lord lady sir dame judge dj hhj nurse "
    "auntie aunty aunt uncle nan nana nanna nanny gran granny grandma grandad grandpa cousin baba dada bibi master madam matron"
)
# Someone of whom a name may follow: "her son Rose", "dad (darren)", "the social worker, Tunde".
KIN = _words(
    "mum mam mom mummy mammy mother dad daddy father son daughter brother sister sibling twin baby child boy girl lad lass toddler infant "
    "newborn unborn partner boyfriend girlfriend ex husband wife fiance fiancee uncle aunt auntie aunty gran granny grandma grandad grandpa "
    "grandmother grandfather nan nana nanna nanny cousin nephew niece stepdad stepfather stepmum stepmother stepson stepdaughter stepbrother "
    "stepsister godmother godfather friend mate bf gf neighbour carer lodger landlord landlady perpetrator perp client patient pupil student "
    "victim suspect offender bairn babby babies eldest youngest youngster teenager half-brother half-sister mf ff"
)
WORKERS = _words(
    "teacher tutor mentor worker sw ssw midwife hv visitor nurse doctor gp psychologist psychiatrist paediatrician officer manager consultant "
    "guardian solicitor barrister chair author head headteacher interpreter pastor imam rabbi sponsor colleague supervisor practitioner advocate "
    "dsl senco sendco idva iro fsw ta lsa ehw elsa therapist counsellor registrar constable detective sergeant chaplain coach keyworker "
    "assistant coordinator lead"
)
ROLES = TITLES | KIN | WORKERS
CALLED = _words("called named aka alias nicknamed surnamed christened renamed")
GREETINGS = _words("dear hi hello hiya hey thanks")
SIGN_OFFS = _words("regards wishes thanks sincerely faithfully cheers ta")
LABELS = _words(
    "name names forename forenames surname surnames alias aliases re client child mother father carer worker author chair subject parent parents children siblings present attended attendees apologies cc from to contact sw hv"
)
# Before a person who is spoken to or met.
MET = _words(
    "told asked saw met rang phoned telephoned texted messaged emailed contacted visited thanked advised informed reminded interviewed "
    "arrested assaulted hit slapped punched kicked hurt bit strangled threatened"
)
MET_PREPOSITIONS = _words("with to by from for about against towards between alongside")
SPOKEN = _words(
    "spoke spoken speaking talked talking listened met meeting contact engaged lives living lived left stayed staying"
)

# After a name and what only a person does; speech is the surest.
SPEECH_VERBS = _words(
    "said says told tells asked asks disclosed discloses reported reports stated states explained explains described describes denied denies admitted admits "
    "confirmed confirms replied replies answered whispered shouted screamed cried cries wept laughed smiled smiles nodded nods shrugged attended attends lives lived resides "
    "sleeps slept eats ate wants wanted thinks thought feels felt knows knew loves loved likes liked hates hated refused refuses agreed agrees enjoys enjoyed "
    "self-harmed overdosed absconded drinks drank smokes smoked punched kicked slapped strangled rang phoned texted emailed worries worried speaks spoke talks talked sat blames blamed apologised apologises "
    "remembers recalls recalled believes believed insists insisted presented presents struggles struggled misses missed hasnt hadnt doesnt didnt isnt wasnt seemed seems appeared appears"
)
PERSON_VERBS = SPEECH_VERBS | _words(
    "shared shares attending became remains remained arrived arrives returned returns left went goes gone came comes ran walked stayed stays moved "
    "declined accepts accepted engaged engages played plays hit hits pushed bit threw grabbed called visited made makes took takes gave gives got gets has had does did "
    "spends spent needed needs tried tries started starts stopped turned showed shows held holds sits stood stands works worked minimises minimised hopes hoped met meets "
    "attacked threatened assaulted wrote writes drew draws brought brings collected collects cares cared cant couldnt wont wouldnt"
)
# After "is", "was" or "has been" where the subject is a person.
STATES = _words(
    "aged one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nearly almost about "
    "upset tearful crying angry quiet withdrawn scared frightened anxious happy sad unwell poorly ill tired hungry dirty unkempt clean bright chatty settled unsettled safe "
    "pregnant autistic deaf disabled asleep awake alone home at in on off with living staying placed seen spoken weighed brought known subject open "
    "born being feeling getting going doing looking sleeping eating attending refusing struggling missing excluded arrested bailed remanded charged assaulted hit taken "
    "adamant clear worried reluctant able unable keen open-minded clingy subdued drunk intoxicated late absent present adopted fostered found "
    "the a an her his their my our very so too still now also always never often not removed moved discharged admitted assessed examined observed heard supported referred engaged "
    "under expecting due wearing sitting standing playing holding lying telling saying asking using taking working smoking drinking bullied abused neglected treated diagnosed"
)
# The same for a name that is also a thing: "Hope is seven", but not "Hope is not a plan".
STATES_OF_PEOPLE = _words(
    "aged two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen upset tearful crying angry withdrawn scared frightened "
    "anxious unwell poorly tired hungry unkempt chatty unsettled pregnant autistic deaf asleep awake adamant worried reluctant subdued drunk intoxicated weighed born "
    "feeling sleeping eating refusing struggling living staying attending arrested bailed remanded assaulted bullied observed examined discharged adopted fostered wearing"
)
# What somebody has: "Summer's mum", where "Summer's end" is not somebody's.
PERSONAL_NOUNS = _words(
    "mum mam mother dad father parents parent sister brother siblings sibling son daughter child children baby partner boyfriend girlfriend husband wife ex family carer carers uncle aunt "
    "auntie aunty nan nana gran grandma grandad grandmother grandfather cousin friend friends teacher school nursery bedroom room house home flat phone coat clothes hair face arm arms leg legs head back hand hands "
    "eyes mouth skin weight behaviour attendance presentation voice wishes views feelings needs plan worker social gp key names name birthday age account story "
    "drinking drug mental health mood anger sleep school's bed cot pram bruise bruises injury injuries burn cut future past life lived bag shoes bottle car van dog phone's"
)
HOUSEHOLD = _words("family household children siblings kids boys girls brothers sisters twins parents home")
LAWS = _words("law laws rule act charter clause amendment legacy")
# A name before one of these, both with a capital, is an organisation's or a building's.
ORGANISATIONS = _words(
    "centre center house trust foundation hospital hospice court clinic surgery medical church park building campaign charity society association institute university "
    "library lodge hall stadium arena square station hotel inn arms ward street road shelter collective"
)
# A name right before one of these, both with a capital, is a method's or a scheme's.
METHODS = _words(
    "award project practice partnership scale score model cycle tool continuum framework test protocol theory guidelines competence syndrome disease questionnaire inventory index principles method approach"
)
EPONYMOUS = _words(
    "guidelines guideline competent competence competency syndrome disease et cycle model scale score continuum framework inquiry test principles"
)
PARTICLES = _words(
    "van von der den de da das do dos du di del della la le bin ibn bint al el ul ur ud ud-din ap ab ferch st ter ten abu umm nic mac o y e"
)
SAINTS = _words("st saint saints ss santa san our")
# Context names that name a thing rather than an act, so that "Joy was" says little; and those that are verbs or openings of sentences.
ABSTRACT_NAMES = _words(
    "hope faith joy trust patience summer winter autumn sky star love grace destiny harmony comfort charity mercy prudence praise wisdom story memory promise reason gift miracle progress liberty justice unity april may june august sunday friday july december easter"
)
VERB_NAMES = _words(
    "will may mark grant chase drew hope rich said bill do an so he my man frank guy hung don rose win ask max rage reg chance art page an long"
)
# Two-word beginnings and ends in which a context name is an ordinary word.
COLLOCATIONS = {
    "faith": _words("group groups leader leaders school schools based community communities organisation organisations"),
    "grace": _words("period periods"),
    "summer": _words("holiday holidays term break school camp play half and programme activities months time clothes"),
    "hope": _words("that this to for is was they it we you and not so"),
    "will": _words("be need needs have the he she they it you we i this there mum dad not a any someone also attend try make take ask call contact continue"),
    "may": _words("be need needs have has not also half the he she they it you we i bank and"),
    "mark": _words("the this it as an off on up scheme out"),
    "rose": _words("to from by up at above"),
    "joy": _words("of in and at"),
    "june": _words("and"),
    "april": _words("and fools"),
    "august": _words("bank and"),
    "christian": _words("family faith church group community school charity values"),
    "royal": _words("mail family"),
    "prince": _words("of"),
    "grant": _words("funding money was is from for application"),
    "amber": _words("rating rated alert light"),
    "poppy": _words("appeal day field fields seed seeds"),
    "lily": _words("pad pads pond"),
    "holly": _words("wreath bush berries"),
    "daisy": _words("chain chains"),
    "jade": _words("green"),
    "pearl": _words("barley earrings"),
    "ruby": _words("wedding"),
    "star": _words("chart charts of"),
    "blue": _words("badge light"),
    "king": _words("of"),
    "max": _words("of"),
    "frank": _words("discussion conversation and about exchange"),
}  # fmt: skip
# Context names that even in lower case name a person after "her son" or "daughter".
PLAIN_CONTEXT_NAMES = _words(
    "rose grace mark faith joy daisy lily ivy holly heather violet iris jade ruby amber pearl olive hazel poppy robin dawn autumn summer skye melody destiny trinity angel jordan chelsea paris "
    "sydney frank glen dale reed clay heath willow mason cooper hunter harper archer phoenix jasmine crystal diamond dean austin chad georgia florence victoria miles blessing precious patience "
    "honey kit jewel gene guy page honor constance charity prudence mercy"
)
SEASONS_AND_MONTHS = _words(
    "spring summer autumn winter january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec"
)
IN_TIME = _words(
    "in during this next last every since until by early late mid of before after through end throughout each from for over"
)
