"""What notes are put together from: short, calm, in the words people use, nothing graphic."""

OPENINGS = {
    "phone": (
        "Called {name} in the afternoon and we spoke for about {minutes} minutes.",
        "Phone call with {name}, who picked up on the second try.",
        "{name} called back after my voicemail from earlier this week.",
        "Short call with {name} before the evening shift at {place}.",
        "Checked in by phone; {name} was on a break and could talk freely.",
    ),
    "text": (
        "{name} answered my text within the hour.",
        "Exchanged a few texts with {name} about the rest of the week.",
        "Texted {name} the time and the door to use; got a thumbs up.",
    ),
    "in_person": (
        "Met {name} at the CAC; the family room was free and quiet.",
        "Saw {name} in person today together with the advocate.",
        "{name} came in on time and asked for the small room.",
        "Met with {name} for {minutes} minutes; a snack and a walk helped to get started.",
    ),
    "court": (
        "Waited with {name} in the hallway until the case was called.",
        "Court this morning with {name}; we used the side entrance as agreed.",
        "Sat with {name} and youth's attorney before the hearing.",
        "Went over what the day would look like with {name} before we entered the building.",
    ),
    "school": (
        "Meeting at {school} with {name}, the school counselor and the adjustment counselor.",
        "Stopped by {school} during lunch so that {name} did not miss class.",
    ),
    "placement": (
        "Visited {name} at {place}; staff gave us the den for half an hour.",
        "Saw {name} at {place} after dinner, clinician joined for the last part.",
    ),
    "hospital": (
        "Met {name} at the hospital; the social worker had kept a quiet room.",
        "Stayed with {name} until the nurse and the caregiver had finished the paperwork.",
    ),
    "car": (
        "Drove {name} to the appointment and back to {place}.",
        "Gave {name} a ride; the car is still the easiest place to talk.",
    ),
    "mdt_meeting": (
        "Case discussed at the MDT with DCF, police, the DA's office and the provider.",
        "MDT review today; every discipline but medical was at the table.",
        "Brief update on {name} at the regional MDT.",
    ),
    "collateral": (
        "Spoke with the DCF worker about {name}.",
        "Call from the program director of {place} regarding the week ahead.",
        "Reached probation and the youth's attorney to line up dates.",
        "Left two messages with the clinic's intake line; third call was answered.",
    ),
}

FACTS = (
    "{name} reports sleeping better and going to {school} most days.",
    "{name} says things are okay at home and that weekends are the hard part.",
    "{name} asked what happens next and who will know about it.",
    "{name} would rather text than talk on the phone before four o'clock.",
    "Caregiver is worried about the new phone and asked how to set up the privacy settings.",
    "Caregiver asked for someone to talk to who has been through this as a parent.",
    "{name} has started to go back to {hobby} and smiled when talking about it.",
    "{name} is still in touch with the survivor mentor every week and likes her.",
    "Waitlist for trauma therapy is about six weeks; intake form was sent again.",
    "{name} does not want to change schools before the summer.",
    "{name} missed two appointments because of the bus; a ride solves this.",
    "{name} reported a new account writing to them online and did not answer it.",
    "Password changes were done together on {name}'s own phone.",
    "{name} remembers the safe word and knows who can be called at night.",
    "The school counselor will be the one person {name} goes to during the day.",
    "{name} asked that the younger brother not be told for now.",
    "Interpreter was on time and {name} prefers the same one again.",
    "No unsafe contact reported since the last visit.",
    "{name} had a hard week and said so, which is new and good to hear.",
    "{name} spent the weekend with an aunt and felt rested.",
    "Medical follow-up is booked; {name} wants a woman doctor.",
    "Attendance at {school} went up to four days out of five.",
    "{name} was quiet at first and warmed up over hot chocolate.",
    "The youth's attorney explained the hearing in plain words.",
    "Police have what they need for now and will call before any visit.",
    "The DA's victim witness advocate offered to meet at the CAC instead of the courthouse.",
    "{name} asked about a summer job program and liked the idea.",
    "{name} went to {hobby} twice this week without missing homework.",
    "Group at the mentor program starts again next month; {name} is interested.",
    "Caregiver signed the release for the clinic; it runs out in ninety days.",
    "{name} asked to be called by the name used at school.",
)

PLACEMENT_FACTS = (
    "DCF confirmed that the placement at {place} can be extended.",
    "The curfew at {place} was discussed; {name} finds it fair.",
    "Transport from {place} is agreed with staff, no shared rides with strangers.",
    "{name} came back to {place} on their own after one night away and called me first.",
    "Staff at {place} describe a steady week with one argument about the phone.",
)
"""Only of a youth who lives in a placement."""

ABROAD = {
    "spanish": (
        "Mother said in Spanish: “Gracias por llamar, estamos un poco más tranquilos”.",
        "La abuela prefiere hablar por la tarde; the interpreter will call after five.",
    ),
    "portuguese": (
        "A mãe pediu notícias por mensagem; message sent in Portuguese with the office number.",
    ),
    "haitian_creole": (
        "Caregiver in Haitian Creole: “Mèsi anpil”, she would like the next call on Friday.",
    ),
    "cape_verdean_creole": (
        "Avó ta papia kriolu; a Cape Verdean Creole interpreter is booked for the next visit.",
    ),
    "vietnamese": ("Mẹ của em asked for the letter in Vietnamese; translation was requested.",),
    "khmer": ("Grandmother asked for the letter in Khmer; translation was requested.",),
}

DECISIONS = (
    "Team agreed to keep the current plan and to look again in thirty days.",
    "Recommendation: mentor stays the main contact, therapy intake within two weeks.",
    "DCF will ask the area office about an intensive foster home closer to school.",
    "Police will share the date of the next interview with the coordinator first.",
    "Provider has an opening and will hold it until Friday.",
)

COURT_FACTS = (
    "The judge continued the case and thanked {name} for coming.",
    "No decision today; next date was given and written on the card for {name}.",
    "The stay-away order was explained and remains in force.",
    "{name} did not have to speak; counsel did it for them.",
    "The exploiter's family was not in the building.",
    "DCF counsel asked for more time to find a placement; the judge allowed it.",
)

SAFETY_FACTS = (
    "Safety plan was read through and two numbers were updated.",
    "{name} chose the library as the place to wait when plans change.",
    "Paper copy stays at {place}; {name} keeps a photo of the card only.",
    "We agreed on a word that means: please come and pick me up.",
)

STEPS = (
    "Next: call again on Thursday after school.",
    "Will follow up with DCF by the end of the week.",
    "Next visit in two weeks, same place, same time.",
    "I will send the form to the clinic today and confirm that it arrived.",
    "Mentor and I will speak before the next meeting.",
    "Food card and a phone charger were handed over.",
    "Will ask the school for the attendance sheet.",
    "Reminder set for the day before the hearing.",
    "Will bring the caregiver handout in the family's language.",
    "Nothing further needed before the next review.",
)

CORRECTION = "Correction: it was in the morning, not in the afternoon."

HOBBIES = {
    "drawing": 14, "basketball": 12, "dance": 11, "braiding hair": 8, "soccer": 8, "baking": 8,
    "cheer": 6, "the school band": 5, "boxing class": 4, "volleyball": 5, "poetry": 4,
    "skateboarding": 3, "photography": 3, "track": 4, "theater": 2.5, "swimming": 3,
    "anime club": 2, "crochet": 1, "robotics": 0.9, "gardening": 0.8, "chess": 0.6, "fencing": 0.3,
}  # fmt: skip

RARE_HOBBIES = ("the accordion", "beekeeping", "the ukulele", "falconry", "origami", "juggling")

REASONS = (
    "School counselor noticed new phones and long absences and is worried about {name}.",
    "Reported missing from {place} twice this month; returned with gifts nobody can explain.",
    "Caregiver found messages from an older person who offers money and rides.",
    "Concern that pictures of {name} are being passed on online; a report was made.",
    "{name} told a nurse that a place to stay was offered in exchange for something.",
    "Police met {name} at a hotel with an adult who is not family.",
    "Younger cousin of an open case; seen with the same people.",
    "Program staff overheard {name} being pressed to bring a friend along.",
    "Anonymous tip about an online account that uses the name of {name}.",
    "Outreach worker is concerned about couch-surfing and a controlling partner.",
)

OUTCOMES = (
    "Continued; parties to report on placement.",
    "Continued by agreement for a status date.",
    "Custody remains with DCF; visits to be arranged.",
    "Order extended for one year.",
    "Informal assistance extended by ninety days.",
    "Request allowed; counsel will file the form.",
    "Interview completed in one session.",
    "Taken under advisement; written decision to follow.",
    "Dismissed by agreement; services stay in place.",
)

REMARKS = (
    "Ride both ways",
    "Same interpreter as before",
    "Grocery card and toiletries",
    "By phone from the hallway",
    "With the mentor",
    "Form sent with the caregiver's signature",
)
