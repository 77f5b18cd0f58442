// title: Evidence held for a supplier
// group: Evidence
// answers: What evidence do we hold for this supplier and its sites, and is it still in force?
// param: supplier (Supplier, required) id of a supplier
// param: today (date, default today) as-of date
// param: limit (int, default 100) most rows
// returns: subject_label, subject_id, subject_name, assessment_id, assessment_name, kind, scheme, score, score_max, rating, outcome, issued_on, expires_on, in_force
MATCH (o:Supplier {id: $supplier})
CALL (o) {
  MATCH (o)<-[:ABOUT]-(a:Assessment)
  RETURN 'Supplier' AS subject_label, o.id AS subject_id, o.name AS subject_name, a
  UNION ALL
  MATCH (o)-[:OPERATES]->(s:Site)<-[:ABOUT]-(a:Assessment)
  RETURN 'Site' AS subject_label, s.id AS subject_id, s.name AS subject_name, a
}
RETURN DISTINCT subject_label, subject_id, subject_name, a.id AS assessment_id, a.name AS assessment_name, a.kind AS kind,
       a.scheme AS scheme, a.score AS score, a.score_max AS score_max, a.rating AS rating, a.outcome AS outcome,
       a.issued_on AS issued_on, a.expires_on AS expires_on, (a.expires_on IS NULL OR a.expires_on > $today) AS in_force
ORDER BY issued_on DESC, subject_label, subject_id, assessment_id
LIMIT $limit
