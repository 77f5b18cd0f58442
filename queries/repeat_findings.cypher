// title: Findings raised again
// group: Findings
// answers: Which findings repeat an earlier one at the same place?
// param: limit (int, default 100) most rows
// returns: finding_id, finding_name, subject_label, subject_id, subject_name, topic, severity, status, raised_on, repeat_of
MATCH (f:Finding)-[:ABOUT]->(x)
WHERE f.repeat_of IS NOT NULL
RETURN f.id AS finding_id, f.name AS finding_name, labels(x)[0] AS subject_label, x.id AS subject_id, x.name AS subject_name,
       f.topic AS topic, f.severity AS severity, f.status AS status, f.raised_on AS raised_on, f.repeat_of AS repeat_of
ORDER BY raised_on DESC, finding_id, subject_label, subject_id
LIMIT $limit
