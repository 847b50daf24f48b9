"""Given and family names of the simulated people, by where they come from. Family names stand between commas."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """The names of one region. In scripts other than Latin, ``Kenta=健太`` gives the spelling for the username."""

    given: tuple[str, ...]
    family: tuple[str, ...]


def _names(given: str, family: str) -> Names:
    return Names(tuple(given.split()), tuple(one.strip() for one in family.split(",")))


NAMES = {
    "NL": _names(
        "Femke Daan Sanne Bram Lotte Jeroen Anouk Thijs Maaike Ruben Fleur Sjoerd Iris Joost Marieke Pieter Noor",
        "Bakker, de Vries, van den Berg, Visser, Smit, Meijer, de Boer, Mulder, de Groot, Bos, Vos, Peters, Hendriks,"
        "van Leeuwen, Dekker, Brouwer, de Wit, Dijkstra, Kuipers, van der Meer",
    ),
    "PT": _names(
        "Inês João Beatriz Tiago Mariana Rui Catarina Gonçalo Leonor Nuno Sofia Duarte Margarida Afonso Carolina Vasco",
        "Costa, Silva, Santos, Ferreira, Pereira, Oliveira, Rodrigues, Martins, Jesus, Sousa, Fernandes, Gonçalves,"
        "Gomes, Lopes, Marques, Alves, Almeida, Ribeiro, Pinto, Carvalho",
    ),
    "FR": _names(
        "Léo Chloé Hugo Camille Louis Manon Théo Zoé Jules Élise Antoine Margaux Baptiste Anaïs Anne-Marie Clément",
        "Dubois, Martin, Bernard, Thomas, Robert, Petit, Durand, Leroy, Moreau, Lefèvre, Roux, Girard, Bonnet, Dupont,"
        "Lambert, Fontaine, Rousseau, Garnier, Chevalier, Faure",
    ),
    "DE": _names(
        "Jonas Hannah Lukas Mia Felix Lena Jürgen Greta Matthias Annika Björn Käthe Moritz Sabine Tobias Ursula",
        "Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Schäfer, Koch, Richter,"
        "Klein, Wolf, Schröder, Neumann, Schwarz, Krüger, Weiß",
    ),
    "SE": _names(
        "Maja Erik Astrid Oskar Ebba Nils Linnéa Gustav Alva Axel Saga Johan Freja Anders Åsa Søren Ingrid Mikkel",
        "Eriksson, Lindqvist, Johansson, Andersson, Karlsson, Nilsson, Larsson, Olsson, Persson, Svensson, Bergström,"
        "Sjöberg, Hansen, Jørgensen, Østergaard, Holm, Nygård, Lund",
    ),
    "PL": _names(
        "Łukasz Zofia Jakub Agnieszka Michał Katarzyna Paweł Małgorzata Tomasz Ewa Wojciech Joanna Stanisław Hanna",
        "Nowak, Kowalska, Wiśniewski, Wójcik, Kamińska, Lewandowski, Zieliński, Szymańska, Woźniak, Dąbrowski, Mazur,"
        "Krawczyk, Piotrowski, Grabowska, Pawłowski, Michalska",
    ),
    "GB": _names(
        "Oliver Amelia George Isla Harry Freya Callum Niamh Rhys Siobhan Ewan Imogen Alfie Rosie Conor Bethan",
        "Smith, Jones, Taylor, Brown, Williams, Evans, Davies, O'Brien, MacLeod, Murphy, Hughes, Edwards, Hall, Wood,"
        "Turner, Hill, Cooper, Ward, Morgan, Fitzgerald",
    ),
    "US": _names(
        "Emma Noah Olivia Liam Ava Ethan Madison Mason Abigail Logan Grace Jackson Riley Carter Hailey Wyatt Tyler",
        "Johnson, Miller, Davis, Wilson, Anderson, Thompson, White, Harris, Clark, Lewis, Robinson, Walker, Young,"
        "Allen, King, Wright, Scott, Green, Baker, Adams, Nelson",
    ),
    "MX": _names(
        "Sofía Mateo Valentina Santiago Ximena Diego Camila Emiliano Renata Andrés Lucía Javier Regina José",
        "García, Hernández, López, Martínez, González, Pérez, Sánchez, Ramírez, Torres, Flores, Gómez, Vázquez,"
        "Núñez, Castro Ruiz, Mendoza, Ortiz, Peña, Ibáñez",
    ),
    "BR": _names(
        "Thiago Larissa Caio Fernanda Rafael Juliana Vinícius Letícia Bruno Isabela Murilo Gabriela Otávio Luana",
        "da Silva, Souza, Barbosa, Araújo, Cardoso, Teixeira, Moura, Nascimento, Freitas, Vieira, Rocha, Dias,"
        "Monteiro, Cavalcanti, Batista, Correia",
    ),
    "NG": _names(
        "Tola Chidi Amaka Emeka Ngozi Folake Ikenna Yetunde Obinna Zainab Uche Adaeze Kelechi Bisi Segun Halima",
        "Adeyemi, Okafor, Balogun, Eze, Okonkwo, Adebayo, Nwosu, Abubakar, Ogunleye, Chukwu, Ojo, Bello, Onyekachi,"
        "Afolabi, Danjuma, Obi",
    ),
    "KE": _names(
        "Yusuf Wanjiru Otieno Amina Kamau Fatuma Mwangi Njeri Abdi Achieng Kipchoge Zawadi Baraka Hodan Farhan",
        "Farah, Kariuki, Odhiambo, Wambui, Hassan, Mutua, Kiptoo, Ochieng, Mohamed, Njoroge, Cheruiyot, Ali, Kimani,"
        "Omondi, Warsame",
    ),
    "TR": _names(
        "Zeynep Emre Elif Mehmet Ayşe Burak Defne Can Gökçe Çağlar Işıl Ozan Şule Tarık Leyla Omar Nadia Karim",
        "Yılmaz, Kaya, Demir, Çelik, Şahin, Yıldız, Öztürk, Aydın, Özdemir, Arslan, Doğan, Kılıç, Haddad, Mansour,"
        "Khoury, Nasser",
    ),
    "IN": _names(
        "Aarav Priya Vihaan Ananya Arjun Diya Rohan Kavya Siddharth Meera Karthik Lakshmi Nikhil Pooja Imran Sneha",
        "Sharma, Patel, Singh, Kumar, Gupta, Reddy, Iyer, Nair, Mehta, Desai, Chatterjee, Banerjee, Kapoor, Rao,"
        "Krishnan, Venkataraman, Khan, Bose",
    ),
    "SG": _names(
        "Wei Mei Jun Hui Xin Jia Kai Ling Min Yan Zhen Li Hao Fang Minh Linh Anh Duc Trang Thảo Quốc",
        "Ng, Tan, Lim, Lee, Wong, Chen, Wang, Zhang, Liu, Ho, Goh, Chua, Teo, Ong, Nguyễn, Trần, Phạm, Lê, Huỳnh, Đặng",
    ),
    "KR": _names(
        "Jin Seo-yeon Min-jun Ji-woo Ha-eun Do-yun Soo-ah Hyun-woo Yuna Kenji Haruto Yui Sora Aoi Ren Takumi",
        "Park, Kim, Choi, Jung, Kang, Cho, Yoon, Jang, Satō, Suzuki, Takahashi, Tanaka, Itō, Watanabe, Kobayashi, Mori",
    ),
    "JP": _names(
        "Kenta=健太 Misaki=美咲 Daichi=大地 Sakura=さくら Hina=陽菜 Shota=翔太",
        "Sato=佐藤, Suzuki=鈴木, Yamamoto=山本, Nakamura=中村, Kato=加藤, Yoshida=吉田",
    ),
}
