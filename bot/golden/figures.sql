-- What golden questions expect, each query by its name. A column's name says what it finds:
-- money (an amount), percent, day, text, everything else a number. :from and :to are days.

-- name: mine
SELECT a.name AS text FROM accounts a JOIN mine ON mine.id = a.id

-- name: others
SELECT a.name AS text FROM accounts a WHERE a.id NOT IN (SELECT id FROM mine)

-- name: accounts
SELECT count(*) AS n FROM book

-- name: arr
SELECT sum(usd) AS money FROM book

-- name: names
SELECT name AS text FROM book

-- name: left
SELECT name AS text FROM asked WHERE stage = 'churned'

-- name: over
SELECT name AS text FROM book WHERE usd >= :least

-- name: under
SELECT name AS text FROM book WHERE usd <= :most

-- name: largest
SELECT name AS text, arr AS money FROM book ORDER BY usd DESC LIMIT 1

-- name: smallest
SELECT name AS text, arr AS money FROM book ORDER BY usd LIMIT 1

-- name: lowest
SELECT name AS text, round(score) AS n FROM book WHERE score IS NOT NULL ORDER BY score LIMIT 1

-- name: by_segment
SELECT sum(usd) AS money, count(*) AS n FROM book GROUP BY segment

-- name: by_region
SELECT sum(usd) AS money, count(*) AS n FROM book GROUP BY region

-- name: by_csm
SELECT csm AS text, sum(usd) AS money FROM book GROUP BY csm

-- name: terms
SELECT arr AS money, renewal_date AS day FROM book

-- name: account_arr
SELECT arr AS money FROM book

-- name: score
SELECT round(score) AS n, band AS text FROM book

-- name: score_then
SELECT round(s.score) AS n FROM book b JOIN health_snapshots s ON s.account_id = b.id
WHERE s.day = (SELECT max(day) FROM health_snapshots x
               WHERE x.account_id = b.id AND x.day <= :since)

-- name: renewal_day
SELECT renewal_date AS day FROM book

-- name: notice_day
SELECT notice_date AS day FROM book

-- name: seats
SELECT seats AS n FROM book

-- name: renewing
SELECT count(*) AS n, sum(usd) AS money FROM book WHERE renewal_date BETWEEN :from AND :to

-- name: renewing_names
SELECT name AS text FROM book WHERE renewal_date BETWEEN :from AND :to

-- name: notice_names
SELECT name AS text FROM book WHERE notice_date BETWEEN :from AND :to

-- name: renewed_before
SELECT count(*) AS n FROM renewals r JOIN mine ON mine.id = r.account_id
WHERE r.due BETWEEN :from AND :to

-- name: open_tickets
SELECT count(*) AS n FROM tickets t JOIN book b ON b.id = t.account_id
WHERE t.closed_on IS NULL AND (:priority IS NULL OR t.priority = :priority)

-- name: open_ticket_ids
SELECT t.source_id AS text FROM tickets t JOIN book b ON b.id = t.account_id
WHERE t.closed_on IS NULL AND (:priority IS NULL OR t.priority = :priority)

-- name: opened_tickets
SELECT count(*) AS n FROM tickets t JOIN book b ON b.id = t.account_id
WHERE t.opened_on BETWEEN :from AND :to AND (:priority IS NULL OR t.priority = :priority)

-- name: people
SELECT s.name AS text FROM stakeholders s JOIN book b ON b.id = s.account_id
WHERE s.left_on IS NULL AND (:role IS NULL OR s.role = :role)

-- name: people_left
SELECT s.name AS text, s.left_on AS day FROM stakeholders s JOIN book b ON b.id = s.account_id
WHERE s.left_on BETWEEN :from AND :to AND (:role IS NULL OR s.role = :role)

-- name: without_role
SELECT count(*) AS n FROM book b WHERE NOT EXISTS (
  SELECT 1 FROM stakeholders s
  WHERE s.account_id = b.id AND s.role = :role AND s.left_on IS NULL)

-- name: nps
SELECT CAST(round(100.0 * (sum(s.score >= 9) - sum(s.score <= 6)) / count(*)) AS INTEGER) AS n
FROM surveys s JOIN asked a ON a.id = s.account_id
WHERE s.kind = 'NPS' AND s.score IS NOT NULL AND s.answered_on BETWEEN :from AND :to

-- name: answers
SELECT count(*) AS n FROM surveys s JOIN asked b ON b.id = s.account_id
WHERE s.kind = :kind AND s.score IS NOT NULL AND s.answered_on BETWEEN :from AND :to

-- name: newest_survey
SELECT CAST(s.score AS INTEGER) AS n, s.answered_on AS day
FROM surveys s JOIN book b ON b.id = s.account_id
WHERE s.kind = :kind AND s.score IS NOT NULL AND s.answered_on <= :today
ORDER BY s.answered_on DESC LIMIT 1

-- name: objectives
SELECT o.name AS text FROM objectives o JOIN book b ON b.id = o.account_id

-- name: without_plan
SELECT count(*) AS n FROM book b
WHERE NOT EXISTS (SELECT 1 FROM objectives o WHERE o.account_id = b.id)

-- name: promises
SELECT c.text AS text FROM commitments c JOIN book b ON b.id = c.account_id
WHERE c.done_on IS NULL AND (:side IS NULL OR c.side = :side)

-- name: promises_due
SELECT c.text AS text, c.due AS day FROM commitments c JOIN book b ON b.id = c.account_id
WHERE c.done_on IS NULL AND (:side IS NULL OR c.side = :side) AND c.due BETWEEN :from AND :to

-- name: next_meeting
SELECT date(min(m.starts_at)) AS day FROM meetings m JOIN book b ON b.id = m.account_id
WHERE m.starts_at >= :today

-- name: onboarding
SELECT name AS text FROM book WHERE stage = 'onboarding'

-- name: without_notice
SELECT count(*) AS n FROM book WHERE notice_date IS NULL

-- name: call
SELECT replace(c.call, '_', ' ') AS text FROM csm_calls c JOIN book b ON b.id = c.account_id
ORDER BY c.day DESC LIMIT 1

-- name: target
SELECT t.value AS percent FROM targets t JOIN viewer v
WHERE t.metric = :metric AND (t.person_id = v.id OR t.team = v.team) LIMIT 1
