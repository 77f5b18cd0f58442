// title: Watch-list
// group: Findings
// answers: What is being watched, by whom and why?
// param: today (date, default today) as-of date
// param: limit (int, default 100) most rows
// returns: watch_id, watch_name, owner_user, since, subject_label, subject_id, subject_name, note
MATCH (w:Watch)-[:ABOUT]->(x)
WHERE w.since <= $today AND (w.until IS NULL OR w.until > $today)
RETURN w.id AS watch_id, w.name AS watch_name, w.owner_user AS owner_user, w.since AS since, labels(x)[0] AS subject_label,
       x.id AS subject_id, x.name AS subject_name, w.note AS note
ORDER BY since DESC, watch_id, subject_label, subject_id
LIMIT $limit
