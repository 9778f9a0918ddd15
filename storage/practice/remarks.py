"""What the further records say in free text: short, calm, as people write it, nothing graphic."""

INDICATED = (
    "New phone and new shoes; says that a friend paid.",
    "Picked up from school by somebody the school does not know.",
    "Changes the subject when asked about the weekend.",
    "A second account online under another name.",
    "Very tired in class on Mondays.",
    "Seen with two youth of open cases.",
)
ACCOUNTS = (
    "Told the interviewer about an older person who paid for rides. It is not repeated here.",
    "A friend made the introduction online. Money was promised and not always given.",
    "Pictures were asked for in exchange for game credits. Told to the school the same day.",
    "What is known comes from a report; the youth has not spoken about it and need not.",
)
EXPLOITER_SAFETY = (
    "Knows the school and the bus line. Visits at the CAC only.",
    "Has called the program posing as a relative.",
    "Family lives two streets from the placement.",
)
FOUND_WHERE = (
    "At the program's own door", "At a friend's home", "Bus terminal", "At an aunt's home",
    "A shopping center", "A motel on the state road",
)  # fmt: skip
CONDITIONS = ("Tired, hungry, no complaint", "Well", "Cold and wet; warm clothes given", "Quiet")
NOT_SCREENED = (
    "Youth asked for time; to be offered again next week",
    "Left again before it could be offered",
    "Placement in another state; their team was asked",
)
PLAN_CHANGES = (
    "Curfew talked through with the youth; a ride home is always paid for.",
    "Mentor calls every evening for two weeks.",
    "Phone rules at the program were made the same for everyone.",
    "A visit with the aunt every second weekend.",
)
LAST_SEEN = (
    "Front hall of the program", "Bus stop by the school", "At home", "A pharmacy on Main Street",
    "The library", "Group room, before dinner",
)  # fmt: skip
CLOTHING = (
    "Black hooded jacket, gray pants, white sneakers", "School sweatshirt and jeans",
    "Green parka, black boots", "Not known",
)  # fmt: skip
COMPANIONS = (
    "A friend from the last school", "An older acquaintance with a car", "Nobody known",
    "A cousin of the same age", "Two youth of the same program",
)  # fmt: skip
LIKELY_PLACES = (
    "The mall by the bus terminal; an aunt's home", "Friends near the park", "Downtown, the plaza",
    "A cousin in the next town", "Nowhere known",
)  # fmt: skip
DANGERS = (
    "Asthma; the inhaler may be with the youth", "None known",
    "Takes medicine every evening; has none along", "Somebody has offered a place to stay before",
    "Allergic to peanuts",
)  # fmt: skip
SEEN_WHERE = ("Bus terminal", "Shopping center", "By phone", "Online", "Near the old school")
SIGHTINGS = (
    "Called the program, said to be fine, did not say where.",
    "Seen by a neighbor with one other youth, on foot.",
    "Staff looked in the usual places; nobody there.",
    "New picture on an account; the place could not be told.",
    "A message came: will be back for the weekend.",
)
MARKS = ("Small star on the left wrist", "Pierced nose", "Glasses", "None", "Braces", "Freckles")
TRIGGERS = (
    "Weekends without plans. Loud arguments.", "When friends do not answer.", "Court days.",
    "Being asked the same thing by many people.",
)  # fmt: skip
WARNING_SIGNS = (
    "I stop eating lunch. I stay in my room.", "I answer nobody for a whole day.",
    "I change my number.", "I skip dance class.",
)  # fmt: skip
SAFE_PEOPLE = (
    "My aunt. My mentor. Ms. K. at school.", "My coordinator. My big sister.",
    "The night staff. My attorney.", "My mentor first, then my grandmother.",
)  # fmt: skip
SAFE_PLACES = (
    "The library until eight. The CAC.", "My aunt's home. The fire station.",
    "The nurse's room at school.", "The youth center on Bridge Street.",
)  # fmt: skip
CODE_WORDS = ("Blue umbrella", "Pizza with pineapple", "Did you feed the cat", "Green notebook")
ONLINE = (
    "Location sharing is off. Two accounts blocked. Passwords changed together.",
    "New accounts are shown to the mentor first. No unknown friends.",
    "Phone sleeps in the kitchen at night; that was my idea.",
)
WAYS_HOME = ("Bus 4 until ten, then I call for a ride.", "My aunt drives. Otherwise the mentor.")
BASIC_NEEDS = ("Phone charger. Bus card.", "Winter coat. Something for school lunches.", "Nothing")
NO_CONTACT = ("The person named in the order, and his friends.", "Nobody I have not met.", "")
IF_MISSING = (
    "I call my mentor, any hour. I may hang up after saying that I am fine.",
    "I text the green heart to my coordinator.",
    "I call my grandmother; she tells the program.",
)
NEED_PLANS = (
    "Referral this week; warm hand-off by phone.", "Ask again after the next visit.",
    "Caregiver and coordinator fill in the form together.", "Start after school exams.",
)  # fmt: skip
REFERRAL_OUTCOMES = (
    "Goes every week and likes it.", "First meeting went well; second one is set.",
    "Went twice, then stopped; may come back any time.", "Closed by agreement at the end.",
)  # fmt: skip
UNMET = (
    "No bed anywhere in the region this week.", "Nobody who speaks the language of the family.",
    "Two hours by bus each way.",
)  # fmt: skip
TASKS = (
    "Call the clinic's intake line", "Send the court date to the youth's attorney",
    "Ask DCF for the placement letter", "Bring the bus card", "Send the form for compensation",
    "Ask the school for the attendance sheet", "Set up the visit with the mentor",
    "Book the interpreter for the next meeting", "Ask whether the safety plan still fits",
    "Renew the release for the clinic", "Tell the caregiver about the change of date",
    "Write the summary for the MDT", "Check on the waitlist", "Return call of the detective",
    "Ask the program about the phone rules", "Screen again; the quarter is over",
)  # fmt: skip
TASK_OUTCOMES = (
    "Done",
    "Done by phone",
    "Sent",
    "They will call back on Monday",
    "Given in person",
)
QUESTIONS = (
    ("case_question", "A student has two phones and an older friend. What now?",
     "Write down what was seen; file a 51A; we will listen in at the MDT."),
    ("resources", "Who offers survivor mentors for boys?",
     "Two programs do; both take calls from professionals. Numbers were sent."),
    ("law", "Is a report needed when the youth is nineteen?",
     "Not a 51A; advice on adult services was given."),
    ("missing", "Back after three nights, does not want to talk. Whom do we tell?",
     "DCF and police; offer a screening; we can come tomorrow."),
    ("screening", "May a nurse use the screening tool without the training?",
     "No; the next user training was named. Call us meanwhile."),
    ("online_safety", "A parent found messages from a stranger. First steps?",
     "Keep the device as it is, do not answer, report; guide for families was sent."),
)  # fmt: skip
