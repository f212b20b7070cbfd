"""What the assistant says in English by itself. {bank}, {phone} and {fraud} are filled in."""

PHRASES = {
    "own_account": "I cannot see your account or your applications, so I cannot tell you. You can check it "
    "yourself in the {bank} app or in internet banking, and an agent ({phone}) can tell you after verifying you.",
    "unsure": "I am not sure that this is what you are looking for. If it is not, I can connect you "
    "to an agent.",
    "which_of_two": "Which of the two do you mean: “{first}” or “{second}”?",
    "part_not_found": "I could not find anything about “{part}” in our articles. An agent can help you with that.",
    "not_written": "Our articles do not say exactly that. This is what they say nearby:",
    "a_proxy": "a proxy acting for somebody",
    "sum_tax": "From interest of {amount}, income tax of {share}% ({tax}) is taken, which leaves {result}.\n"
    "Worked out as {amount} × (100% − {share}%). An estimate, rounded down to the won.",
    "sum_before_tax": "The estimated interest before tax is {interest}.",
    "sum_after_tax": "After interest income tax of {share}%, an estimated {result} of interest is left; with the "
    "{paid} you paid in, that is {total}.",
    "sum_of_deposit": "Worked out as {amount} × {rate}% a year × {months} ÷ 12 months.",
    "sum_of_savings": "Worked out as {amount} a month × {rate}% a year × {times} ÷ 12: the first payment bears interest "
    "for {months} months, each later one for a month less, {times} months in all.",
    "sum_estimate": "An estimate, rounded down to the won; your own terms may differ.",
    "sum_by_terms": "The estimated interest on {amount} depends on the term:",
    "sum_term": "{months} months at {rate}% a year: {result} before tax",
    "sum_term_net": ", {result} after income tax of {share}%",
    "sum_how_by_terms": "Worked out as amount × yearly rate × months ÷ 12.",
    "sum_how_savings": "Worked out as monthly payment × yearly rate ÷ 12 × months × (months + 1) ÷ 2.",
    "sum_loan": "While you pay interest only, one month's interest is an estimated {result}.",
    "sum_loan_total": "Over {months} months that is {result}, with the principal due at the end.",
    "sum_loan_formula": "Worked out as {amount} × {rate}% a year ÷ 12 months.",
    "sum_equal": "In equal instalments over {months} months you pay an estimated {result} a month.",
    "sum_equal_total": "The interest is {total} in all.",
    "sum_equal_formula": "Worked out as {amount} × m ÷ (1 − (1 + m) to the power of −{months}), where m = {rate}% a year ÷ 12.",
    "sum_principal": "In equal parts of the principal over {months} months the first payment is an estimated {first}, and "
    "each month is less until the last, {last}. The interest is {total} in all.",
    "sum_principal_formula": "Worked out as {amount} ÷ {months} months + the principal still owed × {rate}% a year ÷ 12 months.",
    "sum_loan_estimate": "An estimate, rounded down to the won; it follows your actual rate and way of repaying.",
    "sum_needs_term": "Tell me the term of the loan, and I can work out the instalments with the principal too.",
    "sum_early": "The early repayment fee is an estimated {result}.\nWorked out as {amount} × {share}% × {left} months left ÷ "
    "{of} months. Rounded down to the won.",
    "sum_early_most": "The early repayment fee is at most {result}.\nWorked out as {amount} × {share}%. An estimate, rounded "
    "down to the won; it may be less by your loan's terms and the time that has passed.",
    "sum_early_free": "Once {years} years have passed since the loan was paid out, there is no early repayment fee.",
    "sum_late": "The overdue rate is an estimated {rate}% a year.\nWorked out as your {own}% a year + {points} percentage points.",
    "sum_late_capped": "The overdue rate is {limit}% a year, the highest allowed.\nYour {own}% a year + {points} percentage points "
    "would be more.",
    "sum_each_loan": "One month's interest is an estimated amount that depends on the loan. Worked out as {amount} × yearly rate ÷ 12 months.",
    "sum_each_equal": "In equal instalments over {months} months you pay an estimated amount a month that depends on the loan:",
    "sum_of_loan": "{loan} ({rate}% a year): {result}",
    "sum_limit_dollars": "Up to {share}% of {amount}, which is {result}.\nWorked out as {amount} × {share}%. An estimate.",
    "sum_fee_dollars": "The fee is {share}% of {amount}, which is {result}.\nWorked out as {amount} × {share}%. An estimate.",
    "sum_beyond": "Deposits are protected up to {limit}, so {result} of {amount} is above the limit.\n"
    "Worked out as {amount} − {limit}.",
    "sum_limit": "Up to {share}% of {amount}, which is {result}.\nWorked out as {amount} × {share}%. An estimate; the "
    "actual limit depends on the review.",
    "sum_capped": "There is a highest amount: {limit}.\nWorked out as {amount} × {share}% = {result}, which is more than the "
    "highest. An estimate; the actual limit depends on the review.",
    "sum_counted": "Of {count}, {free} are free, and the other {over} at {fee} each make {result}.\n"
    "Worked out as ({count} − {free}) × {fee}. An estimate.",
    "sum_counted_free": "{count} are within the {free} that are free, so there is no fee.",
    "sum_fixed_share": "The fee is {fixed} plus {share}% of {amount}, which is {result}.\nWorked out as {fixed} + {amount} × {share}%. An estimate.",
    "sum_points": "That earns {result} points, {share}% of {amount}.\nWorked out as {amount} × {share}%. An estimate; only what is spent where points are earned counts.",
    "sum_points_capped": "{share}% of {amount} would be {result} points, but at most {limit} points are earned a month.\nWorked out as {amount} × {share}%. An estimate; only what is spent where points are earned counts.",
    "sum_overdue": "The overdue interest is an estimated {result}.\nWorked out as {amount} × {rate}% a year × {days} ÷ 365 days. Rounded down to the won.",
    "sum_overdue_most": "The overdue interest is at most about {result}.\nWorked out as {amount} × {rate}% a year, the highest rate, × {days} ÷ 365 days. Rounded down to the won; it may be less by your own rate.",
    "sum_left": "With {amount} of the limit of {limit} used, {result} is left.\nWorked out as {limit} − {amount}. An estimate.",
    "sum_fee": "The fee is {share}% of {amount}, which is {result}.\nWorked out as {amount} × {share}%. An estimate, "
    "rounded down to the won.",
    "sum_exchange": "The exchange fee is {result}.\nWorked out as KRW {spread} × (100% − {share}%) = KRW {each} for one "
    "dollar, × {dollars} dollars. An estimate; it follows the rate at the time.",
    "greeting": "Hello, this is the AI assistant of {bank}. Ask me about deposits, cards, loans, "
    "transfers and more.",
    "thanks": "I am glad to help. If there is anything else, just ask.",
    "bye": "Thank you for contacting {bank}. Have a good day.",
    "who": "I am not a person but the AI assistant of {bank}. I answer from the articles the bank "
    "has approved, and I will connect you to an agent whenever you like.",
    "able": "I can explain how {bank} handles deposits, cards, loans, transfers, foreign exchange, "
    "certificates and loss reports, from the bank's articles. To look into your own account or to "
    "carry something out, I will connect you to an agent.",
    "agreed": "This is what {agent}, our agent, noted on {when}:\n“{text}”",
    "agent_said": "This is what our agent said last:\n“{text}”",
    "more_from_agent": "If you need more than that, I will connect you to an agent again.",
    "love": "Thank you, that is kind. I am an AI and cannot return it, but I will gladly help you with your banking.",
    "insult": "I am sorry if I upset you. If I did not understand you, please tell me once more, and I will do my best.",
    "no_such_thing": "I cannot do that. If you have a question about {bank}, I will gladly help.",
    "joke": "I am not much of an entertainer, but banking I can do. Ask me about deposits, cards, loans or transfers.",
    "the_time": "I cannot tell you the date or the time; your device shows them. If you want to know our opening hours, just ask.",
    "about_me": "I am the AI assistant of {bank}, so there is not much of a private life to tell of. Ask me anything about banking.",
    "comfort": "I am sorry to hear that. I cannot do much about it myself, but if a banking matter worries you, tell me.",
    "no_advice": "I cannot recommend investments or say where prices will go. If you would like to know about the deposits, savings "
    "plans or loans of {bank}, just ask.",
    "other_bank": "I do not know the products and services of other companies, so please ask them. About {bank} I can help you.",
    "no_weather": "I cannot tell you about the weather. If you have a question about deposits, cards, loans or transfers, just ask.",
    "off_topic": "I cannot help with that. I explain how {bank} handles deposits, cards, loans and transfers; if you have a "
    "question about these, just ask.",
    "noted": "All right. If there is anything else you would like to know, just ask.",
    "unclear": "I did not understand that. Could you write in one sentence which product or "
    "service you are asking about?",
    "unclear_again": "I am sorry, I still do not understand. Shall I connect you to an agent?",
    "nothing": "I am sorry, I could not find this in the articles of {bank}. Please name the "
    "product or service you mean, or I can connect you to an agent if you like.",
    "nothing_again": "I am sorry, I could not find an answer to this either. Shall I connect you "
    "to an agent?",
    "nothing_waiting": "I am sorry, I could not find this in the articles of {bank}. When it is "
    "your turn, the agent will look at it first.",
    "complaint": "I am sorry for the trouble.",
    "complaint_alone": "I am sorry for the trouble. If you tell me what happened, an agent can "
    "look at it first and help you. Shall I connect you to an agent?",
    "pending": "I have asked for an agent. When it is your turn, the agent will join you here. "
    "While you wait, write what you need and the agent will read it first.",
    "waiting": "You are already waiting for an agent, who will join you here when it is your turn.",
    "declined": "All right, I will go on helping you. What would you like to know?",
    "offer": "An agent can help you as well. Shall I connect you now?",
    "card_reason": "Lost or stolen card",
    "loss_reason": "Lost or stolen phone, identity card or the like",
    "phishing_reason": "Suspected voice phishing",
    "takeover_reason": "Suspected account takeover",
    "sent_reason": "Money sent to a fraudster",
    "canned": "Thank you for your question. The telephone number of {bank} is {phone}.",
    "card": "If your card is lost or stolen, please report it now on {fraud} (24 hours, free). "
    "The card stops working as soon as the report is received. If it was stolen, please tell the "
    "police on 112 too.",
    "card_info": "Lost and stolen cards are reported on {fraud} (24 hours, free).",
    "loss": "What you lost could be used for banking, so please call {fraud} (24 hours, free) now "
    "and have it blocked. If it was stolen, please tell the police on 112 too.",
    "loss_info": "Losses and thefts are reported on {fraud} (24 hours, free).",
    "phishing": "Please report it now to {fraud} (24 hours, free) or the police on 112, and if you have "
    "sent money, ask them to stop payment. Hang up or stop replying, send no more money, and give "
    "away no PIN or code. The Financial Supervisory Service on 1332 advises victims.",
    "phishing_info": "If you suspect voice phishing, report it at once to {fraud} (24 hours, free) "
    "or the police on 112. The Financial Supervisory Service on 1332 advises victims.",
    "takeover": "Someone else may be using your account or app. Please call {fraud} (24 hours, "
    "free) now to stop all transactions. If money has already left, please tell the police on 112 "
    "too.",
    "takeover_info": "If you suspect that someone uses your account, report it at once to {fraud} "
    "(24 hours, free) or the police on 112.",
    "sent": "If you sent money to a fraudster, please call {fraud} (24 hours, free) or the police "
    "on 112 now and ask them to stop payment. The sooner you call, the better the chance to get "
    "it back. The Financial Supervisory Service on 1332 advises victims.",
    "sent_info": "A stop of payment for money sent to a fraudster is requested on {fraud} (24 "
    "hours, free) or from the police on 112. The Financial Supervisory Service on 1332 advises "
    "victims.",
}

QUICK = {
    "human": "Talk to an agent",
    "yes": "Yes, please connect me",
    "no": "No, thank you",
    "rates": "What are your loan rates?",
    "apply": "How do I apply for a credit card?",
    "lost": "How do I report a lost card?",
    "card": "I have just lost my card",
    "loss": "I have just lost it",
    "phishing": "I think this is voice phishing, right now",
    "takeover": "Someone is using my account right now",
    "sent": "I have just sent money to a fraudster",
}
