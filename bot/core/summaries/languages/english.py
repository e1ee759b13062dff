"""English."""

from bot.core.summaries.languages.language import describe_language

ENGLISH = describe_language(
    "en",
    """a about after again all also am an and any anything are as at back be because been before being both but by
    came can can't come could couldn't did didn't do does doesn't doing don't down each even every everything few
    first for from get gets getting give go goes going gone good got great had has have haven't having he her here
    him his hm how i i'd i'll i'm i've if in into is isn't it it's its just kind know last let let's like little
    long look lot made make many may maybe me mean might more most much must my need never next no nobody not
    nothing now of off oh ok okay on once one only or other our out over own people perhaps please put quite
    rather really right said same say says see she should shouldn't so some somebody someone something still such
    sure take than thank thanks that that's the their them then there there's these they they're thing things
    think this those though thought three through time to today together told too two um under until up us very
    want wanted was wasn't way we we'd we'll we're we've well were what what's when where whether which while who
    why will with won't would wouldn't yeah year yes yet you you'd you'll you're you've your zero hundred thousand
    four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety hear
    heard since second third half quarter minute minutes hour hours day days week weeks month months""",
    promise=r"\b(?:i|we)(?:['’]ll| will)\b(?! (?:probably|see|be (?:honest|right|back|there|brief|quick|fine|late)"
    r"|never|not|admit|say|guess|bet|assume|wait|miss|mute|drop off|stop here|start with|get going|move on"
    r"|give \w+ (?:a|another)|let you (?!know)|(?:just )?share my))|\b(?:i['’]m|i am|we['’]re"
    r"|we are) going to (?!the\b|an?\b|my\b|our\b|be\b)|\b(?:i|we) can take\b|\bi can do that\b|\b(?:i"
    r"|we) take (?:that|this|it)\b|\bi['’]d like to show\b|\bleave (?:it|that) (?:to|with) me\b|\bi['’]m on it\b"
    r"|\blet me (?:send|check|ask|write|follow|get back|draft|set up|look into)\b|\baction items?\b|\bassigned to\b",
    offer=r"\b(?:i|we) (?:can|could) (?!(?:not|hear|see|imagine|tell|think|understand)\b)\w+|\bi['’]d (?:do|take|ask"
    r"|check)\b|\b(?:will|can) do\b",
    request=r"\b(?:can|could|would|will) you\b|\b(?:you|we|some(?:one|body)) (?:needs?|has|have|ought) to\b"
    r"|\bplease (?!note\b|bear\b|excuse\b|forgive\b)\w+|\bmake sure\b",
    deadline=r"\b(?:by|before|until|on|next|this|end of) (?:the )?(?:end of|noon|mon|tues|wednes|thurs|fri|satur|sun"
    r"|today|tonight|tomorrow|week|month|next|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|\d)\w*|\b(?:today|tonight|tomorrow)\b",
    decision=r"\bi say we\b|\blet['’]s do (?:it|that|this)\b|\bfrom now on\b|\bworks for me\b|\bgo ahead with\b"
    r"|\bwe(?:['’]ve| have)? (?:now |all |just |also )?(?:decided|agreed?|settled)\b|\bdecision:|^\W*(?:(?:yes|yeah|ok"
    r"|okay|all right|great|good|fine|so|then)\W+)*(?:agreed|approved|decided|settled)\b(?!,? i(?:['’]ll| will))"
    r"|\b(?:is|are|it['’]s|that['’]s|was|were|been) (?:now |all )?(?:approved|rejected|decided|settled|agreed)\b"
    r"|\boff the table\b|\bsigned off\b|\bgreen light\b|\b(?:the|our) (?:decision|plan) is\b|\bgoing with\b"
    r"|\b(?:let['’]s|we['’]ll|we will|we['’]re going to|we are going to) (?:go with|stick (?:with|to)|postpone|drop"
    r"|cancel|keep (?!going|it short|moving)|switch|ship|launch|roll out|stop (?!here)|use|move (?!on)|push"
    r"|skip (?!to)|hold off)\b|\b(?:we['’]re|we are) not (?:going to|doing)\b|\bwe won['’]t\b",
    wrap_up=r"\b(?:to sum up|we agree|agreed|decided|the (?:decision|plan) is|let['’]s go with|next steps"
    r"|in summary)\b",
    small_talk=r"\b(?:can|could|do) (?:you|every(?:one|body)) (?:all |guys |still )?(?:hear|see) (?:me|us|my|it"
    r"|this)\b|\bhear (?:me|you)\b|\bmy screen\b|\bco-?host\b|\b(?:un)?mute[ds]?\b|\bbreaking up\b|\bbe right back\b"
    r"|\b(?:one|a) (?:sec|second|moment)\b|\bmy (?:camera|mic|microphone|headphones|headset|wifi|connection|dog"
    r"|cat)\b|\bhow (?:was|is|are) (?:you|your|every(?:one|body))\b|\byour (?:weekend|vacation)\b"
    r"|\bsorry i['’]m late\b|\banother minute\b|\bminutes back\b|\bbye\b|\bsee you\b|\bthanks,? (?:every(?:one|body)"
    r"|all)\b",
    unfinished=r"\b(?:[a-z]|dr|mr|mrs|ms|st|vs|prof|approx)\.$",
)
