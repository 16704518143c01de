"""The indicators themselves: names, terms people use for them, units and how to read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Good = Literal["low", "high", "none"]

_PERCENT = "%"
_SCORE = "on the scale from 0 (best) to 10 (worst)"


# Two tables publish this rate: the SDG's and ILOSTAT's own.
_UNEMPLOYMENT = (
    "unemployment rate",
    "unemployment rates",
    "rate of unemployment",
    "unemployment",
    "youth unemployment",
    "taux de chômage",
    "chômage",
    "tasa de desempleo",
    "desempleo",
    "tasa de paro",
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator, however many tables and layouts publish it.

    `id` is what `normalise_indicator` makes of its codes. `goal` is its number in the
    Sustainable Development Goals ("8.8.2") or "". `unit` follows a value in a sentence
    ("37.1 %"); `scale` says how to read it. `good` says which direction is
    better, "none" where neither is.
    """

    id: str
    goal: str
    names: dict[str, str]
    terms: tuple[str, ...]
    unit: str
    scale: str = ""
    good: Good = "none"

    @property
    def title(self) -> str:
        """The English name with its SDG number: "SDG 8.8.2 Level of national ..."."""
        return self.named("en")

    def named(self, language: str) -> str:
        """The name in a language (English where there is none), with its SDG number."""
        name = self.names.get(language, self.names["en"])
        prefix = {"fr": "ODD", "es": "ODS"}.get(language, "SDG")
        return f"{prefix} {self.goal} {name}" if self.goal else name


INDICATORS = (
    Indicator(
        "SDG_0882_RT",
        "8.8.2",
        {
            "en": "Level of national compliance with labour rights",
            "fr": "Niveau de respect des droits du travail au niveau national",
            "es": "Nivel de cumplimiento nacional de los derechos laborales",
        },
        (
            "national compliance with labour rights",
            "compliance with labour rights",
            "labour rights compliance",
            "labour rights score",
            "labour rights index",
            "respect des droits du travail",
            "droits du travail au niveau national",
            "cumplimiento de los derechos laborales",
            "cumplimiento nacional de los derechos laborales",
        ),
        _SCORE,
        "0 is best, 10 is worst (freedom of association and collective bargaining)",
        "low",
    ),
    Indicator(
        "ILR_TUMT_RT",
        "",
        {
            "en": "Trade union density rate",
            "fr": "Taux de syndicalisation",
            "es": "Tasa de sindicalización",
        },
        (
            "trade union density",
            "union density",
            "trade union density rate",
            "trade union membership",
            "union membership",
            "unionisation rate",
            "unionization rate",
            "rate of unionisation",
            "rate of unionization",
            "densité syndicale",
            "taux de syndicalisation",
            "taux d'affiliation syndicale",
            "densidad sindical",
            "tasa de sindicalización",
            "tasa de afiliación sindical",
            "afiliación sindical",
        ),
        _PERCENT,
        "share of employees who are trade union members",
    ),
    Indicator(
        "ILR_CBCT_RT",
        "",
        {
            "en": "Collective bargaining coverage rate",
            "fr": "Taux de couverture de la négociation collective",
            "es": "Tasa de cobertura de la negociación colectiva",
        },
        (
            "collective bargaining coverage",
            "coverage of collective bargaining",
            "coverage of collective agreements",
            "collective agreement coverage",
            "bargaining coverage",
            "couverture de la négociation collective",
            "couverture des conventions collectives",
            "couverture conventionnelle",
            "cobertura de la negociación colectiva",
            "cobertura de los convenios colectivos",
        ),
        _PERCENT,
        "share of employees covered by collective agreements",
    ),
    Indicator(
        "SL_TLF_CHLDEC",
        "8.7.1",
        {
            "en": "Proportion of children engaged in economic activity and household chores",
            "fr": "Proportion d'enfants exerçant une activité économique et des tâches ménagères",
            "es": "Proporción de niños que realizan actividades económicas y tareas domésticas",
        },
        (
            "child labour rate",
            "child labour rates",
            "rate of child labour",
            "prevalence of child labour",
            "incidence of child labour",
            "child labour prevalence",
            "child labour statistics",
            "proportion of children",
            "share of children",
            "percentage of children",
            "how many children work",
            "how many children are in child labour",
            "taux de travail des enfants",
            "prévalence du travail des enfants",
            "proportion d'enfants",
            "tasa de trabajo infantil",
            "prevalencia del trabajo infantil",
            "proporción de niños",
        ),
        _PERCENT,
        "share of children of the age group shown in each row",
        "low",
    ),
    Indicator(
        "SDG_0552_RT",
        "5.5.2",
        {
            "en": "Proportion of women in managerial positions",
            "fr": "Proportion de femmes occupant des postes de direction",
            "es": "Proporción de mujeres en cargos directivos",
        },
        (
            "women in managerial positions",
            "women in management",
            "women in senior and middle management",
            "women managers",
            "female managers",
            "female share of managers",
            "managers who are women",
            "femmes occupant des postes de direction",
            "femmes aux postes de direction",
            "femmes cadres",
            "femmes dirigeantes",
            "mujeres en cargos directivos",
            "mujeres en puestos directivos",
            "mujeres directivas",
        ),
        _PERCENT,
    ),
    Indicator(
        "SDG_0831_RT",
        "8.3.1",
        {
            "en": "Proportion of informal employment in total employment",
            "fr": "Proportion de l'emploi informel dans l'emploi total",
            "es": "Proporción de empleo informal en el empleo total",
        },
        (
            "informal employment",
            "informality rate",
            "rate of informality",
            "informal economy rate",
            "share of informal workers",
            "informal workers",
            "emploi informel",
            "taux d'informalité",
            "empleo informal",
            "tasa de informalidad",
        ),
        _PERCENT,
        "",
        "low",
    ),
    Indicator(
        "SDG_0852_RT",
        "8.5.2",
        {
            "en": "Unemployment rate",
            "fr": "Taux de chômage",
            "es": "Tasa de desempleo",
        },
        _UNEMPLOYMENT,
        _PERCENT,
        "share of the labour force",
        "low",
    ),
    Indicator(
        "UNE_DEAP_RT",
        "",
        {
            "en": "Unemployment rate by sex and age",
            "fr": "Taux de chômage par sexe et âge",
            "es": "Tasa de desempleo por sexo y edad",
        },
        _UNEMPLOYMENT,
        _PERCENT,
        "share of the labour force",
        "low",
    ),
    Indicator(
        "SDG_A821_RT",
        "8.2.1",
        {
            "en": "Annual growth rate of output per worker",
            "fr": "Taux de croissance annuel de la production par travailleur",
            "es": "Tasa de crecimiento anual de la producción por trabajador",
        },
        (
            "growth rate of output per worker",
            "output per worker",
            "labour productivity growth",
            "productivity growth",
            "gdp per employed person",
            "production par travailleur",
            "croissance de la productivité",
            "producción por trabajador",
            "crecimiento de la productividad",
        ),
        _PERCENT,
        "change on the year before",
        "high",
    ),
    Indicator(
        "HOW_UEMP_NB",
        "",
        {
            "en": "Mean weekly hours usually worked per employed person",
            "fr": "Durée hebdomadaire moyenne habituellement travaillée par personne occupée",
            "es": "Promedio de horas semanales habitualmente trabajadas por persona ocupada",
        },
        (
            "weekly hours usually worked",
            "average weekly hours",
            "mean weekly hours",
            "weekly hours of work",
            "weekly working hours",
            "average working hours",
            "average hours worked",
            "hours worked per week",
            "heures hebdomadaires moyennes",
            "durée hebdomadaire moyenne",
            "heures travaillées par semaine",
            "horas semanales promedio",
            "promedio de horas semanales",
            "horas trabajadas por semana",
        ),
        "hours a week",
    ),
)
