"""What English-speaking customers and the bank's articles mean, in whatever words.

Rows as in the Korean file, matched in small letters with single blanks; `?` and `!`
mean the same as there.
"""

# Wherever money is sent to or comes from, by name.
COUNTRIES = (
    "japan|vietnam|china|europe|canada|australia|philippines|thailand|india|indonesia|germany|france|spain|italy|russia|mongolia"
    "|nepal|uzbekistan|singapore|hong kong|taiwan|malaysia|myanmar|cambodia|sri lanka|bangladesh|pakistan|new zealand|mexico|brazil|the uk|england"
)
CONCEPTS = r"""
term deposit : (?:term|fixed|time) deposit|lump sum|lock .{0,16}(?:money|up)
    |\d{1,3}[- ]months? deposit|one[- ]year deposit
savings : sav(?:e|ing|ings)\b.{0,16}|monthly deposit|put (?:aside|away)|every month
?youth : youth|young|\b(?:19|2\d|3[0-4]) years? old|\bi'?m (?:19|2\d|3[0-4])\b|aged? 19
    |in my twenties
rate : \brates?\b|interest|percent|%|\byield
?better rate : preferential|bonus rate|higher rate|extra interest
early termination : terminat\w+ (?:a |the )?(?:deposit|savings)|early termination|(?:break
    |close|cash in|take out|withdraw|cancel)\w* .{0,24}(?:deposit|savings)|before (?:it )?matur\w+
deposit insurance : deposit insurance|deposit protection|insured|(?:bank|you) (?:fails?
    |collapses?|goes? (?:bust|under|bankrupt|broke))|bankrupt|money safe|guarantee\w* deposit
?salary : salary|payroll|wages?\b|payday|paycheck
account : \baccounts?\b|passbook
open account : open\w* (?:an? |the |my )?(?:new )?(?:bank )?account|everyday account
    |new account|account opening
?minor : minor|child|children|kid|son\b|daughter|under 19|parent
card : \bcards?\b
credit card : credit card
check card : (?:check|debit) card
use abroad : (?:us\w{1,8}|pay\w{0,8}|shop\w{0,8}|card|spend\w{0,8}|charge\w{0,8}) .{0,24}(?:abroad|overseas|foreign
    |japan|europe|thailand|usa?\b|online store)|overseas (?:use|fee|purchase|payment
    |transaction|service)|foreign (?:website|site|shop|transaction|purchase)
?abroad : abroad|overseas|foreign|international|travel|COUNTRIES
annual fee : (?:annual|yearly) .{0,12}fee|fee (?:a|per|each|every) year|cost .{0,12}(?:a|per) year
instalment : instal?l?ments?|split .{0,16}pay|pay .{0,20}(?:over|in) .{0,10}months|interest-free
cash advance : cash advance
payment day : payment (?:day|date)|due date|billing date|(?:day|date) .{0,24}(?:card|bill|paid
    |payment)|card bill
overdue : overdue|late (?:interest|payment|fee)|miss\w* .{0,12}payment|arrears|delinquen\w+
replace : replac\w+|reissue\w*|new card|broken|damaged|snapped|cracked|chip|bent|worn
    |does(?:n't| not) work
?apply : appl(?:y|ied|ying|ication)|get a|sign up for|eligib\w+|qualif\w+|requirements?
?deliver : deliver\w*|arrive|mail|how long .{0,20}card
?income : income|housewife|student|self-employed|freelance\w*|unemployed|no job
loan : \bloans?\b|borrow\w*|lend\w*
personal loan : personal loan|unsecured|overdraft|credit line
?full amount : (?:full|exact|whole|entire) amount|(?:no|without(?: any)?) deductions?|deducted on the way|sender pays
?interest only : interest[- ]only|(?:only|just) (?:the |pay )?interest\b|interest is paid
?e-mail : e-?mails?\b
overdraft : overdraft|minus account
emergency loan : emergency loan|small loan
jeonse : jeonse|lease deposit|rental? deposit|housing deposit
mortgage : mortgage|home loan|(?:buy|purchas)\w* (?:a |an |my )?(?:first )?(?:house|home|flat
    |apartment)|ltv
early repayment : early repayment|clear\w{0,4} .{0,24}(?:loan|mortgage)|(?:loan|mortgage|repay\w{0,8}).{0,60}\bpenalty|penalty .{0,24}(?:repay|pay)\w{0,4}|repay\w* .{0,24}early|pay\w* (?:it |my |off
    |the ).{0,24}(?:off|early|ahead)|early payoff|prepay\w*
repay : repay\w*|pay\w* (?:it )?(?:off|back)
rate cut : rate[- ]cut|(?:lower|reduce|cut|decrease|go down|drop|down).{0,24}(?:rate|interest)
    |(?:rate|interest).{0,24}(?:lower|reduce|cut|go down|drop|down)|promot\w+|\braise\b
    |credit score .{0,10}(?:up|rose|better|improv)
variable rate : variable|fixed[- ]rate|cofix|rate chang\w+
withdrawal right : withdrawal right|withdraw\w* from .{0,16}(?:loan|contract)|(?:cancel|undo
    |return)\w* .{0,16}loan|changed my mind|cooling[- ]off
unlawful contract : unlawful|mis-?s(?:old|ell\w*)|(?:not|n't|nobody|never
    |without) .{0,20}(?:explain\w*|told|tell\w*|inform\w*|warn\w*)|risks?\b|duty to explain
transfer : transfer\w*|send\w*|sent\b|wire\w*|remit\w*
?limit : limits?\b|maximum|\bmax\b|at most|how much can i|up to|per day|a day|daily
limited account : limited[- ]transaction|limited account|only (?:send|transfer) .{0,16}(?:1|one
    |krw|1,000,000)|1,000,000 a day|1 million won|lift .{0,12}limit|restrict\w*
other bank : (?:other|another|different) bank
fee : \bfees?\b
?cost : \bfees?\b|cost\w*|charg\w+|price|free of charge|\bfree\b|how much (?:is|does|to)
    |penalty|pay for
scheduled : schedul\w+|in advance|later date|future|next (?:week|month|monday)|set .{0,12}date
?cancel : cancel\w*
standing order : standing order|automatic\w*|auto(?:pay| transfer)|regular\w*|every (?:month
    |week)|monthly (?:rent|transfer|payment)|\brent\b|direct debit|utility
?arrival : arriv\w+|not received|has(?:n't| not) (?:got|received|come|arrived)|didn't (?:get
    |receive|arrive)|instant\w*|immediate\w*|how (?:long|fast|soon)|pending
wrong transfer : (?:typed|entered|put)\b.{0,24}wrong|went to (?:a stranger|the wrong|someone else|somebody else)|wrong (?:account|person|number|transfer)|by mistake|mistaken\w*|wrongly|typo
    |stranger|mistyped
?return : return\w*|refund\w*|\b(?:fee|money|charge|payment)s? back\b|get .{0,24}back|got .{0,16}back|recover\w*|reimburs\w*
foreign money : dollars?|euros?|\byen\b|\busd\b|foreign (?:cash|currency|notes)
exchange : exchang\w+|convert\w*|buy (?:dollars|yen|euros|currency)|currency
foreign currency account : foreign[- ]currency account|(?:dollar|euro|yen|usd) (?:account
    |savings)|(?:keep|hold|deposit) .{0,12}(?:dollars|euros|yen|usd)
?pick up : pick\w{0,4}[- ]?up|collect\w*|airport|incheon
overseas transfer : overseas transfer|international transfer|(?:send\w*|wire\w*|transfer\w*
    |remit\w*) .{0,24}(?:abroad|overseas|vietnam|china|japan|usa?\b|home|family|country
    |philippines|india)
receive from abroad : (?:in|from) (?:COUNTRIES).{0,24}(?:send|wir|transfer)\w{0,4} (?:me|us)\b|(?:send|wir|transfer)\w{0,4} (?:me|us)\b.{0,24}(?:dollars?|euros?|usd|abroad|overseas|from (?:COUNTRIES))|receiv\w+ .{0,24}(?:abroad|overseas|foreign|dollars|usd)|swift|\bbic\b
    |incoming|(?:abroad|overseas|foreign).{0,24}(?:pay|send)s? me|from (?:abroad|overseas
    |a foreign|the us)
?papers : papers?|document\w*|proof|bring|paperwork
?tuition : tuition|study\w* abroad|student abroad|\buni\b|university|college
?sign up : sign\w{0,4}[- ]?up|regist\w+|join|get started|enrol\w*
?app : \bapp\b
banking : (?:mobile|internet|online) banking|banking app|log(?:ged)? ?in
pin : \bpin\b|password|passcode
locked : lock\w*|fo?rgot\w*|wrong (?:pin|password|tries|attempts)|too many (?:tries|attempts
    |times)|reset|unlock\w*
?phone : \bphones?\b|mobile|smartphone
device : devices?|new (?:phone|mobile)|(?:chang|switch|replac)\w+ .{0,12}(?:phone|mobile)
    |another phone|second phone
dormant : dormant|inactive|not (?:logged|signed) in|long time|over a year|for a year
    |years? without
?service hours : maintenance|midnight|00:|pause|at night|service hours|unavailable
otp : \botp\b|one[- ]time|token|security card
certificate : certificate
joint certificate : joint certificate|public certificate|general[- ]use|(?:stock
    |securities) trad\w+
financial certificate : financial certificate|cloud
gaon certificate : gaon certificate
?renew : renew\w*|expir\w+|runs? out|valid\w*|extend\w*
lost : \blost\b|\blose\b|losing|stolen|stole|theft|missing|misplaced|left .{0,20}(?:taxi|bus
    |train|restaurant|subway)
lost card : (?:lost|lose|stolen|stole|missing|left|misplaced).{0,20}(?:card|wallet|purse)
    |(?:card|wallet|purse).{0,20}(?:lost|stolen|missing|gone)
lost phone : (?:lost|lose|stolen|stole|missing|left).{0,20}(?:phone|mobile)|(?:phone
    |mobile).{0,20}(?:lost|stolen|missing|gone)
user id : user ?(?:id|name)|login (?:id|name)
identity card : identity card|(?<!user )(?<!login )\bid\b|\bid card|passport|driving licen[cs]e|driver'?s licen[cs]e
lost id : (?:lost|lose|stolen|stole|missing|left).{0,20}(?:identity card|\bid\b|passport
    |licen[cs]e)|(?:identity card|\bid\b|passport).{0,20}(?:lost|stolen|missing)
?report : report\w*
?call : call\w*|phone number|telephone|contact
phishing : phishing|smishing|impersonat\w+|prosecutor|safe account|pretend\w*
    |suspicious (?:call|text|link)|police officer
fraud : fraud\w*|scam\w*|phish\w*|victim|trick\w*|crime
stop payment : stop(?:ping)? (?:of )?payment|payment stop|freez\w+|fro[zs]e\w*|block .{0,16}account
    |stop .{0,16}account
taken over : taken over|take-?over|hack\w*|(?:someone|somebody) .{0,16}(?:logged|using|used
    |accessed|in my)|(?:not|n't|never) (?:make|do|authori[sz]e)|unauthori[sz]ed|identity theft
    |in my name
safety services : delayed transfer|designat\w+|\bip\b|block\w* .{0,16}(?:abroad|overseas
    |foreign|login)|safety service
?system : macbook|\bmac\b|mac ?os|windows
biometrics : fingerprint|biometric|face (?:id|recognition|login)|touch id
paperless : paperless|(?:without|no) (?:a )?(?:paper )?passbook
company : \bcompan(?:y|ies)\b|corporat\w+|incorporated
inheritance : inherit\w*|deceased|passed away|\bheirs?\b|\bestate\b
?residence card : alien registration|residence card|\barc\b|foreigner registration
branch : branch\w*|counter|in person
opening hours : (?:opening|business|branch) hours|(?:you|branch\w*|bank) .{0,6}(?:open|close)\b
    |open on
?what time : what time|weekday|saturday|sunday|holiday|weekend|close at
helpline : hotline|helpline|call cent\w+|customer (?:service|cent\w+)|phone number|speak to
    |contact|reach
?proxy : proxy|on behalf|for my (?:mother|father|parent|husband|wife)|power of attorney
    |family member
?access : wheelchair|blind|deaf|hearing|disab\w+|sign language|braille|elderly|foreigner
balance certificate : balance certificate|certificate of (?:my |the )?balance|proof of (?:funds
    |balance)|bank balance|visa
transaction record : transaction (?:history|record|certificate)|statement|debt certificate
    |certificate of (?:transactions|debt)
tax : tax\w*|withh\w+|15\.4
tax free : tax[- ]free|tax[- ]exempt|without tax|no tax|exempt\w*|6[5-9]|7\d years|disab\w+|senior
combined tax : 20,000,000|20 million|comprehensive|taxed with|financial income
year-end : year[- ]end|tax settlement|deductible|(?:tax|income|claim\w{0,5}).{0,16}deduct\w{1,6}
atm : \batms?\b|cash machine|machine|cash out|withdraw\w* cash|take .{0,10}cash
    |convenience store|7-eleven
cheque : cheques?|checks?\b(?! card)
complaint : complain\w*|rude|unhappy|dissatisf\w+
?how long : how (?:long|many days|soon)|business days|calendar days|when will|still (?:no
    |nothing|waiting)|heard nothing|deadline|result
dispute : disput\w+|mediat\w+|financial supervisory|1332|disagree|ombudsman|not (?:accept|agree
    |satisfied)
?steps : how (?:do|can|to)|steps|procedure|way to|process
?age : \bage\b|years? old|aged
?valid for : valid for|good for\b|how many years
!other company : ^(?!.*(?:transfer|send|wire|withdraw|receive)).*(?:kookmin|shinhan|woori
    |hana bank|kakao ?bank|toss|nonghyup|citibank|hsbc|chase|samsung card|hyundai card
    |lotte card|paypal|revolut|western union)
!investing : bitcoin|ethereum|crypto\w*|\bstocks?\b(?! trading)|\bshares\b|nasdaq|kospi|s&p
    |invest\w*|dividend|\bbonds?\b|\betfs?\b|mutual fund|price of gold|gold price|house prices
!insurance : (?:car|health|life|travel|home|pet) insurance|insurance premium|national pension
    |pension fund|lottery
!leisure : weather|forecast|football|soccer|baseball|match\b|movie|film\b|song|concert|game\b
    |recipe|cook\w*|restaurants?|hotel recommend|tourist
!writing : python|javascript|write (?:me )?a|translate|poem|essay|homework|equation
!online service : netflix|spotify|youtube|instagram|facebook|amazon prime|google account|gmail
    |apple id|coupang|kakaotalk|whatsapp
!daily life : ^(?!.*(?:\bcards?\b|instal)).*(?:laptop|washing machine)|gym\b|parcel|package deliver|subway|train ticket|flight
    |parking|renew my (?:passport|driving|driver)|new passport|doctor|medicine|headache|diet\b
    |my (?:dog|cat)\b|girlfriend|boyfriend|resume|job interview|phone plan
""".replace("COUNTRIES", COUNTRIES)
