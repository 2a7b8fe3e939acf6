"""Words that no heading ends with: a line that ends so is a sentence that goes on after it.

Small words of the languages of the region and English: prepositions, conjunctions, verbs that ask for more.
«The proposal is accepted if EITHER», «Članovi kluba su», «Члан на клъстера може да бъде», «министар доноси».
"""

_WORDS = """
    a an the of to for with by in on at from and or nor but if either neither unless when where while that
    which who whose is are was were be been shall may must can will should have has than as into between
    и или али него да ако када кад који која које чији је су бити мора може могу у на за са од до из по без
    о при кроз према између те па што во со се од кој која кое дали беше бидат бидe от до със са е бъде
    който която което както но
    i ili ali nego da ako kada kad koji koja koje čiji je su biti mora može mogu u na za sa od do iz po bez
    o pri kroz prema između te pa što se ki je so ali in če kadar pri ter
    dhe ose apo në për me të nga se që është janë do duhet mund nëse kur i e
    ve veya ya ile için gibi olan eğer ise veyahut
    și şi sau ori la cu de pe din în pentru prin că care este sunt dacă când al ai ale unei unui
    και ή με για από σε στο στη στην στον των του της τους τις το τα να αν όταν που είναι ότι ως
    доноси доносе донесува издава издаје одлучува donosi donose donosim izdaje izdajem vendosi miratoi
"""
_OPEN = frozenset(_WORDS.split())


def is_open(words: str) -> bool:
    """Does a line end with a word after which more must come? A letter of its own, as in «Plan I», and
    what is all in capitals count only among other words: «ODREDBE I» is open, «Annex A» is not."""
    first, _, last = words.strip().rpartition(" ")
    if not first or last.casefold() not in _OPEN:
        return False
    return len(last) > 1 or last.islower()
