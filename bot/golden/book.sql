-- What the asker (:email) may see on :today, written apart from the store's own rule. The other
-- queries begin with this one and read `book`: the paying accounts among them, narrowed by
-- :segment, :region, :csm, :industry, :band, :stage and :account where they are given.
WITH viewer AS (SELECT * FROM people WHERE email = :email AND active),
holders AS (
  SELECT id FROM viewer WHERE role IN ('csm', 'manager')
  UNION SELECT p.id FROM people p JOIN viewer v
    ON v.role = 'manager' AND p.role = 'csm' AND p.team = v.team
),
owned AS (
  SELECT account_id, person_id FROM ownership
  WHERE since <= :today AND (until IS NULL OR until >= :today)
),
lent AS (SELECT * FROM covers WHERE since <= :today AND until >= :today),
mine AS (
  SELECT a.id FROM accounts a, viewer v WHERE v.role = 'operations'
  UNION SELECT t.account_id FROM account_team t JOIN viewer v ON v.id = t.person_id
    WHERE t.since <= :today AND (t.until IS NULL OR t.until >= :today)
  UNION SELECT account_id FROM owned WHERE person_id IN (SELECT id FROM holders)
  UNION SELECT account_id FROM lent
    WHERE cover_id IN (SELECT id FROM holders) AND account_id IS NOT NULL
  UNION SELECT o.account_id FROM owned o JOIN lent l
    ON l.owner_id = o.person_id AND l.account_id IS NULL
    WHERE l.cover_id IN (SELECT id FROM holders)
),
running AS (
  SELECT c.*, row_number() OVER (PARTITION BY account_id ORDER BY start DESC, id DESC) AS newest
  FROM contracts c WHERE start <= :today AND ("end" IS NULL OR "end" >= :today)
),
known AS (
  SELECT a.id, a.name, a.segment, a.region, a.country, a.industry, a.stage, a.signed_on,
    p.name AS csm, r.start, r."end", r.renewal_date, r.notice_date, r.notice_served_on,
    r.auto_renew, r.seats, r.uplift_pct, r.arr_minor / 100.0 AS arr, r.currency,
    r.arr_minor / 100.0
      * CASE r.currency WHEN 'EUR' THEN :eur WHEN 'GBP' THEN :gbp ELSE 1 END AS usd,
    h.score, coalesce(h.band, 'unknown') AS band
  FROM accounts a JOIN mine m ON m.id = a.id
  LEFT JOIN running r ON r.account_id = a.id AND r.newest = 1
  LEFT JOIN owned o ON o.account_id = a.id
  LEFT JOIN people p ON p.id = o.person_id
  LEFT JOIN health_snapshots h ON h.account_id = a.id AND h.day = (
    SELECT max(day) FROM health_snapshots s WHERE s.account_id = a.id AND s.day <= :today)
),
asked AS (
  SELECT * FROM known
  WHERE (:segment IS NULL OR segment = :segment) AND (:region IS NULL OR region = :region)
    AND (:csm IS NULL OR csm = :csm) AND (:industry IS NULL OR industry = :industry)
    AND (:band IS NULL OR band = :band) AND (:stage IS NULL OR stage = :stage)
    AND (:account IS NULL OR name = :account)
),
book AS (SELECT * FROM asked WHERE stage <> 'churned' AND arr IS NOT NULL)
