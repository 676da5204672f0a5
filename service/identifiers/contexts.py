"""The words around a name that show that it is one."""

from service.identifiers.lexicon import word_set

# Before a name and part of how a person is spoken of. After mr, mrs and ms there is always a name.
FORMAL_TITLES = word_set("mr mrs ms mx messrs")
ABBREVIATED_TITLES = FORMAL_TITLES | word_set("dr prof rev revd fr sgt insp cllr")
TITLES = FORMAL_TITLES | word_set(
    "miss dr doctor prof professor rev revd reverend fr sister pc dc ds di dci dcs ps sgt sergeant insp "
    "inspector pcso wpc wdc constable cllr "
    "councillor pastor imam rabbi sheikh shaykh ustad ustaad molvi maulana haji hajji lord lady sir dame judge "
    "dj hhj nurse "
    "auntie aunty aunt uncle nan nana nanna nanny gran granny grandma grandad grandpa cousin baba dada bibi "
    "master madam matron"
)
# Someone of whom a name may follow: "her son Rose", "dad (darren)", "the social worker, Tunde".
KIN = word_set(
    "mama papa baba dada nain taid babcia mami papi amma ammi abbu abbi dadi nani khala chacha phupo stepgran "
    "mum mam mom mummy mammy mother dad daddy father son daughter brother sister sibling twin baby child boy "
    "girl lad lass toddler infant "
    "newborn unborn partner boyfriend girlfriend ex husband wife fiance fiancee uncle aunt auntie aunty gran "
    "granny grandma grandad grandpa "
    "grandmother grandfather nan nana nanna nanny cousin nephew niece stepdad stepfather stepmum stepmother "
    "stepson stepdaughter stepbrother "
    "stepsister godmother godfather friend mate bf gf neighbour carer lodger landlord landlady perpetrator perp "
    "client patient pupil student "
    "victim suspect offender bairn babby babies eldest youngest youngster teenager half-brother half-sister mf ff"
)
WORKERS = word_set(
    "teacher tutor mentor worker sw ssw midwife hv visitor nurse doctor gp psychologist psychiatrist "
    "paediatrician officer manager consultant "
    "guardian solicitor barrister chair author head headteacher interpreter pastor imam rabbi sponsor colleague "
    "supervisor practitioner advocate "
    "dsl senco sendco idva iro fsw ta lsa ehw elsa therapist counsellor registrar constable detective sergeant "
    "chaplain coach keyworker "
    "assistant coordinator lead"
)
ROLES = TITLES | KIN | WORKERS
CALLED = word_set("called named aka alias nicknamed surnamed christened renamed")
GREETINGS = word_set("dear hi hello hiya hey thanks")
SIGN_OFFS = word_set("regards wishes thanks sincerely faithfully cheers ta")
LABELS = word_set(
    "name names forename forenames surname surnames alias aliases re client child mother father carer worker "
    "author chair subject parent parents children siblings present attended attendees apologies cc from to "
    "contact sw hv"
)
# Before a person who is spoken to or met.
MET = word_set(
    "told asked saw met rang phoned telephoned texted messaged emailed contacted visited thanked advised "
    "informed reminded interviewed "
    "arrested assaulted hit slapped punched kicked hurt bit strangled threatened"
)
MET_PREPOSITIONS = word_set("with to by from for about against towards between alongside")
SPOKEN = word_set(
    "spoke spoken speaking talked talking listened met meeting contact engaged lives living lived left stayed staying"
)

# After a name and what only a person does; speech is the surest.
SPEECH_VERBS = word_set(
    "said says told tells asked asks disclosed discloses reported reports stated states explained explains "
    "described describes denied denies admitted admits "
    "confirmed confirms replied replies answered whispered shouted screamed cried cries wept laughed smiled "
    "smiles nodded nods shrugged attended attends lives lived resides "
    "sleeps slept eats ate wants wanted thinks thought feels felt knows knew loves loved likes liked hates hated "
    "refused refuses agreed agrees enjoys enjoyed "
    "self-harmed overdosed absconded drinks drank smokes smoked punched kicked slapped strangled rang phoned "
    "texted emailed worries worried speaks spoke talks talked sat blames blamed apologised apologises "
    "remembers recalls recalled believes believed insists insisted presented presents struggles struggled misses "
    "missed hasnt hadnt doesnt didnt isnt wasnt seemed seems appeared appears"
)
PERSON_VERBS = SPEECH_VERBS | word_set(
    "shared shares attending became remains remained arrived arrives returned returns left went goes gone came "
    "comes ran walked stayed stays moved "
    "declined accepts accepted engaged engages played plays hit hits pushed bit threw grabbed called visited "
    "made makes took takes gave gives got gets has had does did "
    "spends spent needed needs tried tries started starts stopped turned showed shows held holds sits stood "
    "stands works worked minimises minimised hopes hoped met meets "
    "attacked threatened assaulted wrote writes drew draws brought brings collected collects cares cared cant "
    "couldnt wont wouldnt"
)
INTRODUCTIONS = word_set(
    "his her their my our who whose aged dad dads mum mums mother father son daughter brother sister partner"
)
# After "is", "was" or "has been" where the subject is a person.
STATES = word_set(
    "aged one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nearly almost about "
    "upset tearful crying angry quiet withdrawn scared frightened anxious happy sad unwell poorly ill tired "
    "hungry dirty unkempt clean bright chatty settled unsettled safe "
    "pregnant autistic deaf disabled asleep awake alone home at in on off with living staying placed seen spoken "
    "weighed brought known subject open "
    "born being feeling getting going doing looking sleeping eating attending refusing struggling missing "
    "excluded arrested bailed remanded charged assaulted hit taken "
    "adamant clear worried reluctant able unable keen open-minded clingy subdued drunk intoxicated late absent "
    "present adopted fostered found "
    "the a an her his their my our very so too still now also always never often not removed moved discharged "
    "admitted assessed examined observed heard supported referred engaged "
    "under expecting due wearing sitting standing playing holding lying telling saying asking using taking "
    "working smoking drinking bullied abused neglected treated diagnosed"
)
# The same for a name that is also a thing: "Hope is seven", but not "Hope is not a plan".
STATES_OF_PEOPLE = word_set(
    "aged two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen upset tearful crying angry withdrawn scared frightened "
    "anxious unwell poorly tired hungry unkempt chatty unsettled pregnant autistic deaf asleep awake adamant "
    "worried reluctant subdued drunk intoxicated weighed born "
    "feeling sleeping eating refusing struggling living staying attending arrested bailed remanded assaulted "
    "bullied observed examined discharged adopted fostered wearing"
)
# What somebody has: "Summer's mum", where "Summer's end" is not somebody's.
PERSONAL_NOUNS = word_set(
    "mum mam mother dad father parents parent sister brother siblings sibling son daughter child children baby "
    "partner boyfriend girlfriend husband wife ex family carer carers uncle aunt "
    "auntie aunty nan nana gran grandma grandad grandmother grandfather cousin friend friends teacher school "
    "nursery bedroom room house home flat phone coat clothes hair face arm arms leg legs head back hand hands "
    "eyes mouth skin weight behaviour attendance presentation voice wishes views feelings needs plan worker "
    "social gp key names name birthday age account story "
    "drinking drug mental health mood anger sleep school's bed cot pram bruise bruises injury injuries burn cut "
    "future past life lived bag shoes bottle car van dog phone's"
)
HOUSEHOLD = word_set("family household children siblings kids boys girls brothers sisters twins parents home")
LAWS = word_set("law laws rule act charter clause amendment legacy")
# A name before one of these, both with a capital, is an organisation's or a building's.
ORGANISATIONS = word_set(
    "centre center house trust foundation hospital hospice court clinic surgery medical church park building "
    "campaign charity society association institute university "
    "library lodge hall stadium arena square station hotel inn arms ward street road shelter collective"
)
# A name right before one of these, both with a capital, is a method's or a scheme's.
METHODS = word_set(
    "award project practice partnership scale score model cycle tool continuum framework test protocol theory "
    "guidelines competence syndrome disease questionnaire inventory index principles method approach"
)
EPONYMOUS = word_set(
    "guidelines guideline competent competence competency syndrome disease et cycle model scale score continuum "
    "framework inquiry test principles"
)
SURELY_EPONYMOUS = word_set("et competent competence guidelines syndrome disease palsy")
PARTICLES = word_set(
    "van von der den de da das do dos du di del della la le bin ibn bint al el ul ur ud ud-din ap ab ferch st "
    "ter ten abu umm ni nic ui mac o y e"
)
SAINTS = word_set("st saint saints ss santa san our")
# Context names that name a thing rather than an act, so that "Joy was" says little.
ABSTRACT_NAMES = word_set(
    "hope faith joy trust patience summer winter autumn sky star love grace destiny harmony comfort charity "
    "mercy prudence praise wisdom story memory promise reason gift miracle progress liberty justice unity april "
    "may june august sunday friday july december easter"
)
VERB_NAMES = word_set(
    "will may mark grant chase drew hope rich said bill do an so he my man frank guy hung don rose win ask max "
    "rage reg chance art page an long"
)
# Two-word beginnings and ends in which a context name is an ordinary word.
COLLOCATIONS = {
    "faith": word_set(
        "group groups leader leaders school schools based community communities organisation organisations"
    ),
    "grace": word_set("period periods before"),
    "summer": word_set(
        "plan plans holiday holidays term break school camp play half and programme activities months time clothes"
    ),
    "hope": word_set("that this to for is was they it we you and not so"),
    "will": word_set(
        "be need needs have the he she they it you we i this there mum dad not a any someone also attend try "
        "make take ask call contact continue"
    ),
    "may": word_set("be need needs have has not also half the he she they it you we i bank and"),
    "mark": word_set("the this it as an off on up scheme out"),
    "rose": word_set("to from by up at above"),
    "joy": word_set("of in and at"),
    "june": word_set("and"),
    "april": word_set("and fools"),
    "august": word_set("bank and"),
    "christian": word_set("family faith church group community school charity values"),
    "royal": word_set("mail family"),
    "prince": word_set("of"),
    "grant": word_set("funding money was is from for application"),
    "amber": word_set("rating rated alert light"),
    "poppy": word_set("appeal day field fields seed seeds"),
    "lily": word_set("pad pads pond"),
    "holly": word_set("wreath bush berries"),
    "daisy": word_set("chain chains"),
    "jade": word_set("green"),
    "pearl": word_set("barley earrings"),
    "ruby": word_set("wedding"),
    "star": word_set("chart charts of"),
    "blue": word_set("badge light"),
    "king": word_set("of"),
    "max": word_set("of"),
    "frank": word_set("discussion conversation and about exchange"),
}  # fmt: skip
COLLOCATIONS_BEFORE = {
    "amber": word_set("rated graded rag as at scored rating"),
    "grace": word_set("saying says say days"),
    "faith": word_set("of good bad same"),
    "hope": word_set("some no little of"),
    "joy": word_set("of"),
    "will": word_set("a the living"),
}
# Context names that even in lower case name a person after "her son" or "daughter".
PLAIN_CONTEXT_NAMES = word_set(
    "rose grace mark faith joy daisy lily ivy holly heather violet iris jade ruby amber pearl olive hazel poppy "
    "robin dawn autumn summer skye melody destiny trinity angel jordan chelsea paris "
    "sydney frank glen dale reed clay heath willow mason cooper hunter harper archer phoenix jasmine crystal "
    "diamond dean austin chad georgia florence victoria miles blessing precious patience "
    "honey kit jewel gene guy page honor constance charity prudence mercy"
)
SEASONS_AND_MONTHS = word_set(
    "spring summer autumn winter january february march april may june july august september october november "
    "december jan feb mar apr jun jul aug sep sept oct nov dec"
)
IN_PLACE = word_set("in at near around outside via across the")
IN_TIME = word_set(
    "in during this next last every since until by early late mid of before after through end throughout each "
    "from for over"
)
# First names of three letters that are sure enough in lower case.
SHORT_BUT_SURE = word_set("amy zoe eva ava tom ben dan leo ian joe kai tim jim sam meg mia lou jon roy gaz")
# Names that in capitals are services, tests and illnesses.
ACRONYMS = word_set(
    "nicu elsa iris henry ana mia tia ada eva isa maya dora leo sims mind star stars sara pam nat cora hana sami "
    "asa iona marac mash lara jade ruby tara"
)
# Names that more often are ranks and words.
WEAK_NAMES = word_set(
    "judge bishop major deacon queen king baron duke earl royal prince princess christian story junior ranger"
)
EPONYMS = word_set(
    "kolb gibbs morrison driscoll brookfield gillick munro laming hackett finkelhor maslow bowlby horwath calder"
)
# Surnames that nobody writes after a first name in any other sense, even in lower case.
LOWER_SURNAMES = word_set(
    "brown taylor walker wright turner cooper carter parker baker fisher miller smith jones wilson evans khan "
    "green hall hill wood"
)
PEOPLE_WORDS = KIN | WORKERS
LABELLED = LABELS | PEOPLE_WORDS
STATES_OF_THINGS = word_set("not a an the over here coming due")
HAS = frozenset(("has",))
# After a name that opens an entry of a chronology.
ENTRIES = PERSON_VERBS | word_set(
    "asleep not born seen brought observed weighed taken placed missing absent present unwell tearful upset "
    "pregnant arrested admitted discharged is was"
)
# After a name in lower case: what follows a noun but no misspelt verb.
GOES_ON = PERSON_VERBS | word_set("is was who whos has had hasnt isnt wasnt didnt")
BEFORE_INITIALS = MET | MET_PREPOSITIONS | TITLES | word_set("and or cc is was of called named dear hi per pp")
# These take a letter: "Child E", "vitamin D".
LETTERED = word_set(
    "child baby adult mother father family parent person sibling young case vitamin hepatitis group level tier "
    "team site code plan part form"
)
