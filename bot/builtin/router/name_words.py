"""The words that names are made of, and those that are never a name."""


def words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEGAL_SUFFIXES = words_of(
    """
    ab ag aps as asa bv co company corp corporation gmbh group holding holdings inc incorporated
    kg kk limited llc llp ltd nv oy oyj plc pty sa sarl sas spa srl
    """
)

# What a company does; two of the same trade share it, so it names nobody by itself.
ENTITY_WORDS = words_of(
    """
    aerospace agency air analytics associates automotive bank banking bio biotech brothers
    capital care center centre chemicals clinic clinics cloud college commerce communications
    construction consulting credit data dental design digital dynamics education electric
    electronics energy engineering entertainment express fashion finance financial fintech food
    foods freight games global health healthcare home hospital hotels industries insurance
    interactive international laboratories labs legal logistics machines manufacturing marine
    maritime market marketing materials media medical mobility motors mutual national network
    networks news online partners payments pharma pharmaceuticals power press products
    properties publishing research resources retail robotics security semiconductors services
    shipping software solar solutions sons sports steel stores studio studios supply systems
    tech technologies technology telecom textiles tools trading transport travel trust
    university utilities ventures water wealth works
    """
)

# Capitalised in many questions, and nobody's name.
NEVER_NAMES = words_of(
    """
    a account accounts adoption africa ai all amer americas amers and any anz apac api apr april
    are arr asia aug august bad benelux best but can ceo ces cfo champion christmas cio ciso
    client clients closed cmo cold coo could crm csat csm csms cto customer customers dach data
    deal deals dec december did do does down easter ebr emea enterprise eom eoq eoy eu europe
    evp excel exec faq feb february friday fy gainsight give gmail good grr h1 h2 has have he
    health hello hey hi hot how hr hubspot i is it its jan january jira jul july jun june kpi
    kpis last latam list mar march may me mena mid mm monday mrr mtd my na ndr new next no noram
    nordics not nov november nps nrr oct october ok okay old onboarding open or our overview p1
    p1s p2 p3 p4 pdf plan plans please powerpoint ppt q1 q2 q3 q4 qbr qtd renewal renewals risk
    roi salesforce saturday score sdk sep sept september sev1 she should show sla slack smb sso
    status steward success summary sunday support survey surveys svp teams tell thank
    thanks that the their them there these they this those thursday ticket tickets today
    tomorrow tonight ttv tuesday ui uk up us usa usage vip voc vp was we wednesday what when
    where which who whose why will worst would yes yesterday you your ytd zendesk zoom
    """
)

# First names that are English words as well: a name only where written or placed as one.
WORDS_AND_FIRST_NAMES = words_of(
    """
    april art august autumn bill bob chance chase china christian dawn dean drew faith frank
    gene grace grant hope iris jack jade jay joy june king lance lee mark may mercedes miles
    nick paris pat pearl penny ray rich rob rose ruby sandy skip sky sue summer victor wade will
    young
    """
)
