// title: New incidents and complaints
// group: Findings
// answers: Which incidents and complaints came in since this date, and how many products does each reach?
// param: since (date, required) usually seven days back
// param: limit (int, default 100) most rows
// returns: assessment_id, assessment_name, kind, scheme, issued_on, subject_label, subject_id, subject_name, products_reached
MATCH (a:Assessment)-[:ABOUT]->(x)
WHERE a.kind IN ['INCIDENT', 'COMPLAINT'] AND a.issued_on >= $since
RETURN a.id AS assessment_id, a.name AS assessment_name, a.kind AS kind, a.scheme AS scheme, a.issued_on AS issued_on,
       labels(x)[0] AS subject_label, x.id AS subject_id, x.name AS subject_name, x.x_products AS products_reached
ORDER BY issued_on DESC, assessment_id, subject_label, subject_id
LIMIT $limit
