"""What stands in rosters and is nobody: patterns for headings, remarks, counts of others, pages and comments."""

import re

from service.core.roster.word_sets import words_of

AND = r"(?:and|as well as|plus|et|ainsi que|und|sowie|y|e|ed|i|и|та|й|و|ve|en|og|och|oraz|[+&])"
MORE = (
    r"(?:(?:more|others?|other|additional|further|autres?|weitere\w*|andere\w*|otr[oa]s?|más|altr[ei]|"
    r"outr[oa]s|mais|"
    r"flere|andre|fler|innych|други\w*|других|ещё|еще|інших|آخر\w*|دیگر\w*|diğer\w*|kişi)\b|"
    r"(?:people|persons?|personnes|personen|personas|persone|pessoas|человека?|людей|осіб|osób|شخص\w*|signator(?:y|ies)|signatures|signataires|supporters|names|firmas|firmantes|нафар|"
    r"نفر|تن)\b)"
)
OTHERS = re.compile(
    rf"^[\s….(\[*]*(?:{AND}\s*)?(?:(?:more than|over|another|about|some|at least|près de|encore|noch|"
    rf"otr[oa]s|altri|"
    rf"outros|weitere\w*|ещё|еще|ще|diğer)\s+)?(\d[\d.,'’  ]{{0,12}})\s*\+?\s*{MORE}",
    re.IGNORECASE,
)
OTHERS_BEFORE = re.compile(rf"^[\s….(\[*]*(?:{AND}\s*)?{MORE}\s+(\d[\d.,'’  ]{{0,12}})\W*$", re.IGNORECASE)
OTHERS_EAST = re.compile(
    r"^[\s….]*(?:等|及|和|以及|とその他|외|他|另有)?\s*(?:其他|其余)?\s*(\d[\d,]{0,9})\s*(?:人|位|名|명)"
)
WITH_OTHERS = re.compile(
    rf"(?:\b(?:and|with|plus|et|avec|und|mit|y|con|e|и|و)|[+&])\s+\d[\d.,]*\s+(?:{MORE}|colleagues|co-?signers|collègues|"
    r"kolleg\w+|colegas|colleghi|members|students|teachers|коллег\w*)",
    re.IGNORECASE,
)
UNCOUNTED = re.compile(
    rf"^[\s….]*{AND}\s+(?:many |several |numerous |de nombreu\w+ |viele |muchos |molti )?"
    r"(?:more|others?|autres|weitere|andere|otros|altri|outros|другие|многие другие|دیگران|آخرون)\W*$|"
    r"^\W*et al\W*$|^\W*等\W*$",
    re.IGNORECASE,
)

DISCLAIMER = re.compile(
    r"^[\s*†‡¹()\[\]_\-–]*(?:\d{1,2}[\])]\s*)?(?:"
    r"(?:note|nb|n\.b\.|disclaimer|hinweis|nota|remarque|примечание)\s*[:.\-–]|"
    r"(?:[\w’']+\s+){0,4}(?:affiliations?|titles|institutions?|organi[sz]ations?|views|opinions|positions|"
    r"signatories|signers|"
    r"names|list|employers?|capacity)\b(?=.*\b(?:identif|capacity|represent|reflect|endors|purposes?|"
    r"alphabetic|"
    r"information|listed|personal|only|necessarily|verified|updated)).*|"
    r"(?:les |las |los |le |die |gli |as )?(?:affiliations?|afiliacion\w*|affiliazion\w*|afiliaç\w*|"
    r"filiaç\w*|zugehörigkeit\w*|"
    r"institution\w*|titres|fonctions|funktion\w*|cargos|instituciones|angaben)\b(?=.*(?:identif|indicatif|"
    r"titre|"
    r"informati|personal|persönlich|engage|person|seulement|solo|nur|unicamente|apenas|dien)).*|"
    r"(?:in alphabetical order|par ordre alphabétique|in alphabetischer reihenfolge|por orden alfabético|"
    r"in ordine alfabetico|for identification (?:purposes )?only|à titre personnel|à titre indicatif|"
    r"a título personal)\W*$|"
    r"(?:принадлежность|аффилиаци|должности|место работы|афіліаці)\w*.*(?:указан|для|вказан).*|"
    r"(?:الصفات|المناصب|الانتماءات|وابستگی|سمت).*(?:للتعريف|تعريف|معرفی|شناسایی|شخصی).*"
    r"|(?:单位|职务|所属).*(?:仅|供).*)",
    re.IGNORECASE | re.DOTALL,
)

FOOTNOTE = re.compile(r"^(?:[†‡§¶¹²³⁴⁵]+\s*\S|\*{1,3}\s?[a-zа-я]|\[\d{1,2}\]\s*[a-z])")
STRONG_HEAD = re.compile(
    r"\b(?:co-?)?(?:signator(?:ies|y)|signees|signatures|signers|signed(?: by)?|endorse(?:rs|ments|d by)|"
    r"undersigned|"
    r"signataires|cosignataires|erstunterzeichn\w*|unterzeichn\w*|unterschriften|firmantes|firmatari\w*|"
    r"firmas|firmato|"
    r"signatári[oa]s|subscritores|assinaturas|assinam|ondertekenaars|sygnatariusze|podpisali|podpisy|"
    r"signatáři|podepsáni|"
    r"undertecknare|underskrivere|underskrifter|allekirjoittajat|подписант\w*|подписали|подписи|"
    r"підписант\w*|підписали|"
    r"imzacılar|imzalayanlar|imzalar|imza)\b|الموقعون|الموقعين|الموقّعون|التوقيعات|التواقيع|امضاکنندگان|"
    r"امضا\s?کنندگان|"
    r"امضاءکنندگان|امضاها|签名|簽名|联署|聯署|签署|簽署|署名|賛同者|서명자",
    re.IGNORECASE,
)
EAST_HEAD = re.compile(
    r"^[\s【〔\[（(〈<■◆●◎○・]*(?:呼びかけ人|呼掛人|発起人|賛同人|賛同団体|連署|連名|五十音順|50音順|順不同|敬称略|"
    r"发起人|發起人|联合发起|"
    r"按姓氏|按姓名|按拼音|排名不分先[后後]|以姓氏|제안자|발의자|연명자|참여자|가나다\s?순|무순)[^，、,；;]{0,40}$"
)
"""What Chinese, Japanese and Korean lists are headed with; behind a comma it is what somebody is."""

WEAK_HEAD = words_of(
    "academics academia scholars researchers scientists professors lecturers teachers educators students "
    "alumni faculty staff diplomats ambassadors politicians parliamentarians ministers officials "
    "lawmakers senators mayors judges lawyers jurists advocates barristers journalists writers authors "
    "poets artists musicians filmmakers actors doctors physicians nurses engineers economists historians "
    "activists defenders human rights women's women civil society faith religious leaders community "
    "clergy veterans business entrepreneurs organisations organizations organisation organization "
    "institutions ngos groups networks associations unions companies individuals people persons names "
    "name supporters members others initial first lead leading main principal founding initiators "
    "initiator organisers organizers coordinators international national local global regional former "
    "current retired other and & of the in by for list order alphabetical nobel laureates prize winners "
    "experts practitioners professionals public figures personalities health legal media arts culture "
    "education politics science universities committee board universitaires chercheurs chercheuses "
    "enseignants politiques élus avocats journalistes artistes écrivains médecins personnalités premiers "
    "premières collectifs et des les de la le wissenschaft politik kultur kunst medien organisationen "
    "verbände personen und erste aus der die académicos profesores investigadores periodistas abogados "
    "artistas escritores organizaciones primeros primeras y accademici docenti ricercatori giornalisti "
    "avvocati artisti associazioni primi e acadêmicos professores pesquisadores jornalistas advogados "
    "organizações primeiros ученые учёные академики преподаватели журналисты писатели юристы политики "
    "правозащитники организации и первые науковці журналісти правозахисники організації та أكاديميون "
    "صحفيون كتاب محامون ناشطون سياسيون منظمات شخصيات و دانشگاهیان استادان روزنامه‌نگاران نویسندگان فعالان "
    "سیاستمداران دیپلومات‌ها سازمان‌ها هنرمندان وکلا 学者 教授 律师 "
    "记者 作家 机构 个人 团体 akademisyenler gazeteciler "
    "yazarlar avukatlar kurumlar sanatçılar "
)
"""Words of which a heading may consist, lower case; a line of other words is none by them."""

ONLY_SMALL = words_of(
    "and & of the in by for et des les de la le und aus der die y e и та و list order other others main"
)

COLUMN = re.compile(
    r"^(?:#|no\.?|nr\.?|n°|№|(?:full |first |last |given |family |sur)?names?|title|position|role|job|"
    r"occupation|profession|"
    r"affiliations?|institution|organi[sz]ation|university|country|city|place|location|state|e-?mail|date|"
    r"signature|comments?|"
    r"nom|prénom|titre|fonction|pays|ville|vorname|nachname|funktion|land|ort|nombre|apellidos?|cargo|país|"
    r"ciudad|nome|"
    r"cognome|ruolo|paese|имя|фио|должность|страна|организация|الاسم|الصفة|البلد|نام|سمت|کشور|姓名|单位|职务|国家)$",
    re.IGNORECASE,
)

PAGE = re.compile(
    r"^[\s\-–—·|]*(?:(?:page|pg\.?|p\.|seite|pagina|página|sayfa|strona|стр\.?|страница|صفحه|صفحة|第)\s*)?"
    r"(\d{1,5})(?:\s*(?:of|/|von|de|sur|di|из|从|共)\s*\d{1,5})?\s*页?[\s\-–—·|]*$",
    re.IGNORECASE,
)
AGO = re.compile(
    r"\b(?:\d+|an?|one|few)\s*(?:s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|"
    r"months?|mo|y|yrs?|years?)"
    r"\s+ago\b|\bil y a \d+ \w+|\bvor \d+ \w+|\bhace \d+ \w+|\b\d+ \w+ (?:fa|atrás|назад|тому|önce)\b|"
    r"\bjust now\b|\byesterday\b",
    re.IGNORECASE,
)
ALONE = re.compile(
    r"^(?:(?:share|report|reply|like|likes|show more|load more|read more|see more|view more|show all|sign now|"
    r"sign (?:this|the) petition|report abuse|show comments?|see translation|translate|verified|"
    r"anonymous comments?|"
    r"sent from my [\w ]{1,30}|von meinem \w+ gesendet|envoyé de mon \w+|enviado desde mi \w+|"
    r"get outlook for \w+|"
    r"next|previous|back to top|top|print|download|recent (?:signatures|supporters)|reasons for signing)"
    r"(?:\s*[·|•]\s*(?:share|report|reply|like))*|\d+ (?:likes?|replies|comments?|shares?)|♥ ?\d*|👍 ?\d*)\W*$",
    re.IGNORECASE,
)
DATE = re.compile(
    r"^\W*(?:\d{1,2}[./\- ]\d{1,2}[./\- ]\d{2,4}|"
    r"\d{4}[./\-]\d{1,2}[./\-]\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?|"
    r"(?:\w+,? )?\d{1,2}\.? [^\W\d_]{3,10}\.?,? \d{4}|"
    r"[^\W\d_]{3,10}\.? \d{1,2},? \d{4})(?:,? \d{1,2}:\d{2}(?: ?[ap]m)?)?\W*$",
    re.IGNORECASE,
)
WEB = re.compile(r"^\W*(?:https?://|www\.)\S+\W*$", re.IGNORECASE)

MAIL_HEAD = re.compile(
    r"^(?:from|to|cc|bcc|subject|date|sent|reply-to|betreff|gesendet|objet|envoyé|asunto|enviado|"
    r"тема|кому|от кого)\s?:(?:\s|$)",
    re.IGNORECASE,
)
"""The lines above a mail; who wrote it and to whom is said there, not who signed."""

GREETING = re.compile(
    r"^(?:dear\b|to whom it may|sincerely|yours (?:sincerely|faithfully|truly)|(?:very )?respectfully|"
    r"in solidarity|(?:hi|hello|hallo|hey|bonjour|hola|ciao)(?: [^\W\d_]+){0,2}[,!]$|"
    r"(?:with )?(?:all |many |kind|best|warm)\s?(?:kind|best|warm)? ?(?:regards|wishes|greetings)|"
    r"(?:best|cheers|many thanks|thank you|viele grüße|liebe grüße|saludos|bien à vous),$|"
    r"veuillez agréer|cordialement|respectueusement|mesdames|madame la|"
    r"monsieur le|sehr geehrte|mit freundlichen grüßen|hochachtungsvoll|atentamente|estimad[oa]s?\b|egregi[oa]?\b|"
    r"distinti saluti|уважаем\w+|с уважением|шановн\w+|з повагою|saygılarımızla|با احترام|وتفضلوا)[^;|"
    r"\t]{0,80}[,.!:]?$",
    re.IGNORECASE,
)
SPEAKS = re.compile(
    r"^(?:we|i|our|this|these|it|they|there|as|in|on|because|nous|notre|cette|wir|unsere|diese|nosotros|noi|"
    r"nós|мы|ми|نحن|ما)\b[,\s]",
    re.IGNORECASE,
)

OPENING = "“”\"«„‘‹「『"
CLOSING = "”“\"»’›」』"
SAYS = re.compile(
    r"^(?:comment|reason(?: for signing)?|message|why i signed?|kommentar|commentaire|comentario|"
    r"комментарий)\s*[:\-–]|"
    r"^(?:i(?:['’]m| am) signing|i sign(?:ed)?)\b",
    re.IGNORECASE,
)
