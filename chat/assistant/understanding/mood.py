"""The mood of what a customer writes: what the words show, not what the situation is worth.

Annoyance outweighs courtesy. Dissatisfaction with the bank is a complaint; distress is not.
"""

import re

from chat.assistant.language.normalise import compact, either, plain

DISSATISFIED_KO = re.compile(
    either(r"""
        화가?(?:나|났|납니)|짜증|열받|열불|빡[치쳐친]|최악|엉망|실망|어이가?없|기가?막|기가?차|황당|환장
        말이(?:됩니까|됩니|되나|안되|돼요)|너무하|너무한|너무합|불친절|불쾌|불만(?:이|스럽|입니다|족)|답답|억울|분통
        항의|무책임|성의(?:가)?없|형편없|도대체|쓰레기|개판|거지같|엿같|양심(?:도|이)?없|뻔뻔|한심|가관|무시하
        (?:이게|뭐하는)은행|장난(?:하|해요|치|하나|합니까)|왜(?:이렇게|이리|이따위|자꾸|맨날|또|매번)|(?:이|그)따위
        몇번(?:을|이나|째)|몇번째|벌써(?:두|세|네|다섯|[2-9])번|또(?:안되|안돼|오류|에러|튕|잠|먹통|틀리)|매번.{0,12}(?:하라|시키|해야|안되|안돼)
        (?:멋|제멋|마음|맘)대로(?:떼|바꾸|바꿔|빼|하|가입|처리)|똑바로|제대로(?:안|도안|된답)|(?:도움|소용|쓸모)이?(?:가)?(?:하나도|전혀|도)?(?:안|없|못)
        똑같은(?:소리|말|답)|말(?:이)?안통|느려터|느려죽|튕겨|튕기|고장나있|관리좀|일을?(?:이따위|어떻게하|똑바로|제대로)|말라는거
        (?:속은|당한|무시당한|바보된)(?:기분|느낌|것같)|지치게|지쳤|지칩니다|지긋지긋|진절머리|팔아먹|속여|속였|사기치
        (?:다신|다시는|두번다시)안|옮길(?:랍|거|게|래|겁)|옮기겠|옮겨야겠|해지하겠|다해지|거래끊|안쓸(?:래|거)
        (?:한|두|세|[1-9])시간(?:을|이나|째|동안|넘게).{0,14}(?:세워|기다|대기|걸|앉)|대기만|기다리(?:게하|라고만|다지)|세워두|함흥차사|깜깜무소식
        느리기|느려서|별로(?:였|네|예요|에요|다|야)|태도가|대단들|비싸(?:서|요|네|도너무)|터무니|속터|속상|성질|귀찮게|번거롭게|불편(?:하네|해죽|합니다|해요|하다)
        책임(?:지|져)|보상(?:하|해)(?:라|주|줘)|사과(?:하|해|받)|고소하|언론에|신고하겠|금감원에(?:신고|민원|넣)|미치겠|돌아버|죽겠(?:네|어|다)|아놔|젠장|제정신
        뭐하(?:자는|는(?:겁|거|짓))|이게뭡|이게뭐(?:예|에|야|죠)|무슨(?:이런|은행이|일처리)|이런은행|엉터리|허술|(?:오류|실수)투성|못믿|믿을수(?:가)?없|믿음이안|신뢰(?:가)?(?:안|없|떨어)
        기분(?:이|만)?(?:나쁘|나빠|상|더럽)|서운|지겨|지겹|후회|호구|바보|퉁명|싸가지|무례|건성|떠넘|뺑뺑이|헛걸음|허탕|시간낭비|전화(?:를|도)?안받|(?:통화|연결)(?:이|도)?(?:안되|안돼|하늘|힘들)
        (?:아무도|아무것도).{0,6}(?:안|못|없)|되는게없|안되잖|얼마나더|(?:너무|왜이리|진짜|엄청)(?:느려|느리|오래|복잡|불편|어려|많이떼|비싸|힘들)|그렇게(?:힘|어렵)|고객을(?:뭘|뭐|우습|호구)|대체(?:왜|뭐|언제|몇)|어쩌라는|말이다르|말이달라|말(?:을)?바꾸|거짓말
        (?:안|못)(?:알려|해)주고|연락(?:이|도)?(?:없|안)(?:네|어|습|고|잖)|약속(?:을)?(?:안|어)|언제까지(?:기다|미루)|넘도록안|째안(?:와|오|되|돼)
        (?:또|자꾸|계속|맨날|여전히|아직도|내내|하루종일|온종일|며칠째|[일주달]째|몇주째).{0,10}(?:안(?:되|돼|된|와|오|받)|못(?:하|받|쓰)|멈|튕|오류|에러|꺼지|꺼져|먹통|받지(?:를|도)?않|실패|틀리|거절|끊)|왜(?:아직|여태|이제)
        (?:두|세|네|다섯|여러|[2-9])번(?:이나|씩이나|째).{0,10}(?:내라|하라|오라|안|못|전화|방문|요구|말|틀)|(?:두|세|네|[2-9])시간.{0,8}안된|이만큼이나|이렇게나|(?:이게|그게|는게|는건|한게)(?:정상|말이|맞는거|상식)
        구려|구리네|구린|모양이니|꼬라지|꼴이|수준(?:이네|하고는|이이|이뭐)|못쓰겠|못써먹|못해먹|써먹겠|이러니|이래서야|이래놓고|(?:말|예고|통보|안내|설명)(?:도|한마디)(?:한마디)?없이|다르잖|다르네요|없잖|하잖|되잖|그따위|따위로|지멋대로|엉뚱한|매번.{0,8}다르|귀찮다는|꼬박꼬박|이렇게(?:나)?(?:불편|복잡|어렵|느리)|(?:하는듯|다는듯)이?(?:말|대답|대하)
    """)
)
DISSATISFIED_EN = re.compile(
    either(r"""
        \b(?:angry|furious|annoyed|annoying|ridiculous|terrible|awful|horrible|worst|unacceptable|pathetic)\b
        \b(?:disappoint\w+|frustrat\w+|outrageous|disgust\w*|incompetent|useless|rude|unhappy|unhelpful|shameful|appalling)\b
        \b(?:fed up|sick of|tired of|not happy|how many times|waste of|a joke|nonsense|rip-?off|ripped off|never again|driving me)\b
        \bstill (?:not|no|hasn't|haven't|pending|waiting|broken)\b|\b(?:nobody|no one|no-one) (?:cares?|answers?|helps?|called|replied|bothers?)\b
        \bi (?:want|would like|need) to complain\b|\bwhy on earth\b|\b(?:keeps?|kept) (?:crashing|failing|logging|freezing|asking|rejecting)\b
        \bnothing (?:happened|works|has happened)\b|\b(?:was|were) promised\b|\bfees everywhere\b|\bclosing my account\b|\bmov(?:e|ing) to another bank\b
        \b(?:hate|sucks?|crap|stupid|idiots?|liars?|lied|cheated|misled|broken again|slowest|overpriced|mess|poor service|bad service)\b
        \b(?:third|fourth|fifth|second) time\b|\bfor (?:an|two|three|over an) hours?\b.{0,20}\b(?:wait|queue|hold)|\b(?:waited|waiting|on hold) (?:for )?(?:an|two|three|over|more than|\d)
        \b(?:nothing|nobody|no one|none of (?:this|it)) (?:is|was|works?|worked|has|ever)\b|\bkeep getting (?:errors?|rejected|logged out)|\bwhat kind of (?:bank|service)\b|\bwhy (?:is|does|do) (?:this|your|it|the app) (?:\w+ )?(?:so|always|keep|never)\b|\b(?:so|too|very) (?:slow|expensive|confusing|complicated)\b|\b(?:ignored|ignoring|hung up|let down|dishonest|scandal\w*|insult\w*|trash|garbage|rubbish|shame|upset|mad|hopeless|joke)\b
        \btwo days ago and\b|\bweeks? (?:ago )?and (?:still|nothing)\b|\bcharged me twice\b
        \b(?:crash\w*|fail\w*|error\w*|froze|frozen|declined|rejected|broke\w*|down)\b.{0,20}\bagain\b|\bagain and again\b|\bagain.{0,6}\b(?:crash\w*|fail\w*|error\w*)|\btreated (?:me|us) (?:badly|poorly|like|rudely|unfairly)|\b(?:badly|poorly) (?:treated|handled|run|designed)
        \bregret\b|\bnever (?:work|answer|help|respond|call)\w*|\bovercharged\b|\bapologi[sz]e\w*|\b(?:nobody|no one) (?:tells|told|knows|explains|listens|picks)\b|\b(?:charged|billed|debited) (?:me|us) (?:again|by mistake|wrongly|for nothing)|\b(?:another|second|third) (?:time|mistake|error)\b
    """)
)
DISTRESSED_KO = re.compile(
    either(r"""
        [ㅠㅜ]|큰일|제발|살려|당한거|당한건가|무서|불안해|어떡해|어쩌면좋|어떡하면좋|죽고싶|눈물|멘붕|떨려|미치겠|속아서|절박|망했
        내이름으로.{0,12}(?:나갔|됐|대출)|제가쓴(?:거|게)아니|막아주세요|빨리요|막막|당황|손이떨|울고싶|심장이|패닉|겁나|무섭
    """)
)
DISTRESSED_EN = re.compile(
    r"!!|\b(?:please (?:stop|help|hurry)|panick\w*|scared|terrified|desperate|worried sick|oh no|omg|help me)\b"
)
GLAD_KO = re.compile(
    either(r"""
        감사(?!하겠|드리겠)|고마|고맙(?!겠)|고맙소|ㄳ|ㄱㅅ|땡큐|친절|만족(?!스럽지)|최고(?!한도|금리|로|액|이자|금액|얼마|\d|몇)|훌륭|든든(?=하|해|합|한)|믿음이|덕분|우와|굿|짱(?:이|입|!|$)
        (?:참|정말|너무|진짜|아주|제일|더|훨씬)좋|좋(?:네|았|더라|아졌|습니다|다(?!고|던|는))|기분(?:이)?(?:최고|좋|짱)|예뻐|예쁘|쓸맛|대박|행복|기뻐|기쁘|신나|신난|뿌듯
        (?:정말|아주|너무|참)?(?:편하|편리|편해)(?:네|고|졌|요|다)|별점다섯|복많이|복받|한시름|도움(?:이)?(?:많이)?(?:됐|되었|돼)|큰도움|칭찬|잘(?:도와|해결|받았|처리)|드디어|\^\^|놀랐어요|믿고
        수고(?:많|가많|하시네)|반갑|사랑|역시|해결됐|해결되었|완벽|대만족|깔끔|멋지|멋져|센스|흐뭇|은혜|쉽네요|쉬워졌|재밌|빠르(?:네요|고좋|시네)|잘되네|감동|흡족|뿌듯|축하|추천하고|소개했|단골|최고예|[❤♡♥👍😊😀😄🙏🥰]|속시원|시원하게|빠르고정확|빨라서|빨리(?:답|해결|처리)해주셔
    """)
)
GLAD_EN = re.compile(
    r"\b(?:thank\w*|thx|great(?! deal)|awesome|excellent|helpful|appreciate\w*|love|brilliant|perfect\w*|wonderful|amazing|fantastic"
    r"|happy|glad|nice (?:job|work|app|one)|super (?:easy|fast|helpful|quick)|so (?:easy|smooth|quick|fast)|grateful|best (?:bank|app|service)|works great|well explained|kudos|bravo|yay|delighted|pleased|impressed|superb|lovely|kind of you|good job|well done|cheers|solved it|works now)\b"
)
NOT_GLAD_EN = re.compile(
    r"\b(?:not|never|n't|hardly) (?:\w+ )?(?:happy|helpful|great|pleased|glad|impressed)"
)
# Courtesy that any request ends with shows no mood.
COURTESY_EN = re.compile(
    r"\b(?:no thank\w*|thanks? in advance|i'?d appreciate|would appreciate)\b"
)


def is_dissatisfied(text: str, language: str) -> bool:
    """Whether the customer is dissatisfied with the bank."""
    if language == "ko":
        return bool(DISSATISFIED_KO.search(compact(text)))
    return bool(DISSATISFIED_EN.search(plain(text)))


def is_distressed(text: str) -> bool:
    return bool(DISTRESSED_KO.search(compact(text)) or DISTRESSED_EN.search(plain(text)))


def is_glad(text: str) -> bool:
    tight, loose = compact(text), plain(text)
    if NOT_GLAD_EN.search(loose) or COURTESY_EN.search(loose):
        return bool(GLAD_KO.search(tight))
    return bool(GLAD_KO.search(tight) or GLAD_EN.search(loose))


def is_annoyed(text: str) -> bool:
    return any(is_dissatisfied(text, language) for language in ("ko", "en"))
