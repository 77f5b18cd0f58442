// title: Evidence that lapses soon or has lapsed
// group: Evidence
// answers: Which evidence lapses before this date or has lapsed already?
// param: before (date, required) usually 90 days ahead
// param: limit (int, default 100) most rows
// returns: subject_label, subject_id, subject_name, assessment_id, assessment_name, kind, expires_on
MATCH (a:Assessment)-[:ABOUT]->(x)
WHERE a.expires_on < $before
RETURN labels(x)[0] AS subject_label, x.id AS subject_id, x.name AS subject_name, a.id AS assessment_id,
       a.name AS assessment_name, a.kind AS kind, a.expires_on AS expires_on
ORDER BY expires_on, subject_label, subject_id, assessment_id
LIMIT $limit
