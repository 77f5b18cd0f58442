// title: Expired certificates without a successor
// group: Evidence
// answers: Which certificates and audits have expired and were not replaced by a newer one of the same scheme?
// param: today (date, default today) as-of date
// param: limit (int, default 100) most rows
// returns: subject_label, subject_id, subject_name, assessment_id, kind, scheme, expires_on, days_expired
MATCH (a:Assessment)-[:ABOUT]->(x)
WHERE a.kind IN ['CERT', 'AUDIT'] AND a.expires_on <= $today
  AND NOT EXISTS {
    MATCH (x)<-[:ABOUT]-(b:Assessment)
    WHERE b.kind = a.kind AND b.scheme = a.scheme AND b.expires_on > $today
  }
RETURN labels(x)[0] AS subject_label, x.id AS subject_id, x.name AS subject_name, a.id AS assessment_id, a.kind AS kind,
       a.scheme AS scheme, a.expires_on AS expires_on, duration.inDays(a.expires_on, $today).days AS days_expired
ORDER BY expires_on, subject_label, subject_id, assessment_id
LIMIT $limit
