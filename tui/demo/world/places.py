"""Where the simulated people work: cities with what LoginGeo tells of them, and the user's time zone and locale."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A city as LoginGeo gives it, and the settings of a user who lives there."""

    country_iso: str
    country: str
    city: str
    subdivision: str
    postal_code: str
    latitude: float
    longitude: float
    time_zone: str
    locale: str
    language: str
    weight: int


def _place(text: str, latitude: float, longitude: float, weight: int) -> Place:
    iso, country, city, subdivision, postal_code, time_zone, locale, language = text.split("|")
    return Place(iso, country, city, subdivision, postal_code, latitude, longitude, time_zone, locale, language, weight)


PLACES = (
    _place("NL|Netherlands|Utrecht|Utrecht|3511|Europe/Amsterdam|nl_NL|nl_NL", 52.0908, 5.1222, 10),
    _place("PT|Portugal|Lisbon|Lisboa|1100-016|Europe/Lisbon|pt_PT|pt_PT", 38.7167, -9.1333, 8),
    _place("FR|France|Lyon|Auvergne-Rhône-Alpes|69001|Europe/Paris|fr_FR|fr", 45.7485, 4.8467, 9),
    _place("DE|Germany|Hamburg|Hamburg|20095|Europe/Berlin|de_DE|de", 53.5507, 9.993, 10),
    _place("SE|Sweden|Göteborg|Västra Götaland|411 03|Europe/Stockholm|sv_SE|sv", 57.7072, 11.9668, 7),
    _place("PL|Poland|Kraków|Małopolskie|31-000|Europe/Warsaw|pl_PL|pl", 50.0614, 19.9366, 6),
    _place("GB|United Kingdom|Manchester|England|M1 1AE|Europe/London|en_GB|en_US", 53.4809, -2.2374, 12),
    _place("US|United States|Chicago|Illinois|60601|America/Chicago|en_US|en_US", 41.885, -87.6229, 12),
    _place("MX|Mexico|Guadalajara|Jalisco|44100|America/Mexico_City|es_MX|es_MX", 20.6737, -103.344, 6),
    _place("BR|Brazil|Recife|Pernambuco|50030-230|America/Recife|pt_BR|pt_BR", -8.0539, -34.8811, 6),
    _place("NG|Nigeria|Lagos|Lagos|100001|Africa/Lagos|en_NG|en_US", 6.4541, 3.3947, 5),
    _place("KE|Kenya|Nairobi|Nairobi|00100|Africa/Nairobi|en_KE|en_US", -1.2833, 36.8167, 4),
    _place("TR|Türkiye|İzmir|İzmir|35210|Europe/Istanbul|tr_TR|tr", 38.4127, 27.1384, 5),
    _place("IN|India|Pune|Maharashtra|411001|Asia/Kolkata|en_IN|en_US", 18.5196, 73.8553, 9),
    _place("SG|Singapore|Singapore||018956|Asia/Singapore|en_SG|en_US", 1.2897, 103.8501, 7),
    _place("KR|South Korea|Seoul|Seoul|04524|Asia/Seoul|ko_KR|ko", 37.566, 126.9784, 4),
    _place("JP|Japan|Osaka|Ōsaka|530-0001|Asia/Tokyo|ja_JP|ja", 34.6937, 135.5022, 1),
)
