"""Names as they are heard across Massachusetts, put together at random: nobody's in particular."""

from dataclasses import dataclass

from storage.practice.chances import pick, weighted
from storage.practice.seeded import Rng


@dataclass(frozen=True, slots=True)
class Culture:
    """Names that go together, and the languages and race that often go with them."""

    girls: tuple[str, ...]
    boys: tuple[str, ...]
    families: tuple[str, ...]
    languages: tuple[frozenset[str], ...]
    races: tuple[frozenset[str], ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


def _sets(text: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(word.split("+")) for word in text.split())


NEW_ENGLAND = Culture(
    _words(
        "Emma Olivia Grace Hannah Abigail Chloe Kayla Madison Riley Molly Caitlin Brooke Paige "
        "Shannon Erin Lily Sophie Megan Alexis Jenna Avery Ella Zoe Nora Autumn Skylar"
    ),
    _words(
        "Jack Ryan Liam Connor Tyler Brendan Noah Dylan Cody Sean Ethan Mason Owen Logan Kyle "
        "Nathan Austin Evan"
    ),
    _words(
        "Murphy Sullivan Walsh Kelly Reardon Doyle Gagnon Bouchard Pelletier Fournier Kowalski "
        "Nowak Bianchi Ricci Conti Hathaway Whitcomb Bradley Fuller Thayer Prescott O'Neil "
        "Donovan Lavoie Carver"
    ),
    _sets("english english english english english+french english+russian"),
    _sets("white white white white white white white white+american_indian not_asked declined"),
)
PUERTO_RICAN_DOMINICAN = Culture(
    _words(
        "Jaylene Nayeli Genesis Yaritza Camila Valeria Alondra Marisol Arianna Leilany Destiny "
        "Jazmín Mía Angelica Dayana Nashaly Kiara Rosalía"
    ),
    _words("Ángel Luis José Xavier Jadiel Adrián Javier Yandel Elías Héctor Kelvin Darian"),
    _words(
        "Rivera Santiago Colón Ortiz Rosario Peña Núñez Báez Acevedo Maldonado Polanco Vázquez "
        "Cruz_Medina De_León Tavárez Marte Figueroa Castillo"
    ),
    _sets("english+spanish english+spanish spanish english english+spanish"),
    _sets("hispanic hispanic hispanic hispanic hispanic+black hispanic+white"),
)
CENTRAL_AMERICAN = Culture(
    _words("Ximena Dayanara Katerin Marleny Yesenia Heidy Brenda Génesis Sofía Lourdes Evelin"),
    _words("Kevin Brayan Wilmer Cristian Óscar Josué Edwin Mynor Fredy"),
    _words("Hernández Chávez Menjívar Guevara Ramos Pineda López_Ajanel Cifuentes Portillo Zelaya"),
    _sets("spanish spanish spanish+english spanish+other"),
    _sets("hispanic hispanic hispanic hispanic+american_indian"),
)
BRAZILIAN = Culture(
    _words("Ana_Luíza Giovanna Letícia Beatriz Larissa Rafaela Isabela Yasmin Júlia Thaís"),
    _words("Lucas Gustavo Matheus Thiago Caio João_Pedro Vinícius"),
    _words("Silva Oliveira Ferreira Gonçalves Barbosa Almeida Ribeiro Moreira Araújo Teixeira"),
    _sets("portuguese+english portuguese+english portuguese"),
    _sets("white other hispanic black+white declined"),
)
CAPE_VERDEAN = Culture(
    _words("Djenifer Nadira Keila Leila Ivanilda Carina Suely Jacira Melany Tatiana"),
    _words("Nelson Edson Ailton Steven Ivan Adilson"),
    _words("Lopes Gomes Barros Andrade Monteiro Tavares Pires DePina Fontes Teixeira Rosa"),
    _sets("english+cape_verdean_creole english+portuguese english cape_verdean_creole"),
    _sets("black black black+white other multiracial"),
)
HAITIAN = Culture(
    _words("Fabiola Naïka Guerda Lovelie Daphney Rose-Laure Christelle Mirlande Stacy Wideline"),
    _words("Wood Jean-Marc Ralph Stanley Peterson Emmanuel Kenson"),
    _words("Joseph Pierre Jean-Baptiste Charles Louissaint Désir Toussaint Augustin Milfort"),
    _sets("haitian_creole+english haitian_creole+english haitian_creole+french"),
    _sets("black"),
)
AFRICAN_AMERICAN = Culture(
    _words(
        "Aaliyah Imani Nevaeh Jada Kiana Tiana Zaria Amari Jordyn Trinity Kennedy Nia Essence "
        "Makayla Brianna Sanaa Laila"
    ),
    _words("Malik Jaylen Isaiah Xavion DeShawn Elijah Marquis Tariq Kamari Josiah"),
    _words(
        "Washington Freeman Coleman Bryant Gaines Mayfield Sampson Whitaker Ellison Hargrove "
        "Dawkins Pettway Ames Lockett"
    ),
    _sets("english"),
    _sets("black black black black black+white black+hispanic multiracial"),
)
SOUTHEAST_ASIAN = Culture(
    _words("Linh Thuy Mai Sreymom Bopha Kim Vanna Trang Channary Ly Ngoc Phally"),
    _words("Minh Duc Sothea Vuthy Khoa Rithy Phong"),
    _words("Nguyen Tran Pham Chea Sok Keo Prak Le Meas Huynh Sann Vo"),
    _sets("english+vietnamese english+khmer english vietnamese khmer+english"),
    _sets("asian asian asian asian+white"),
)
OTHERS = Culture(
    _words("Amina Hodan Layla Maryam Mei Priyanka Sabrina Fatoumata Zahra Anya Esther Ji-woo"),
    _words("Yusuf Abdi Omar Wei Arjun Samir Kwame Dmitri"),
    _words("Hassan Warsame Chen Wong Patel Haddad Mensah Okafor Ivanova Farah Kim Diallo"),
    _sets("english+somali english+arabic mandarin+english cantonese+english russian+english asl"),
    _sets("black asian white middle_eastern_north_african asian black unknown"),
)

_ALL = weighted(
    {
        NEW_ENGLAND: 37,
        PUERTO_RICAN_DOMINICAN: 19,
        AFRICAN_AMERICAN: 13,
        CENTRAL_AMERICAN: 6,
        BRAZILIAN: 7,
        CAPE_VERDEAN: 5,
        HAITIAN: 5,
        SOUTHEAST_ASIAN: 5,
        OTHERS: 3,
    }
)


def culture(rng: Rng) -> Culture:
    """Return the culture of a family."""
    return pick(rng, _ALL)


def given_name(rng: Rng, names: Culture, *, girl: bool) -> str:
    """Return a given name of ``names``."""
    return pick(rng, names.girls if girl else names.boys)


def family_name(rng: Rng, names: Culture) -> str:
    """Return a family name; about one in nine is double."""
    first = pick(rng, names.families)
    if rng.random() < _DOUBLE:
        second = pick(rng, pick(rng, _ALL).families)
        if second != first:
            return f"{first}-{second}".replace(" ", "-")
    return first


_DOUBLE = 0.11
