// title: Batches without a traced origin
// group: Custody
// answers: Which batches have no custody path back to a mine or a recycler?
// param: limit (int, default 100) most rows
// returns: batch_id, batch_name, item_id, item_name, custody_model, produced_on
MATCH (b:Batch)-[:OF]->(i)
WHERE NOT EXISTS {
  MATCH (b)<-[:FLOW*1..20]-(e:CustodyEvent)-[:LOCATED_IN]->(s:Site) WHERE s.process IN ['mining', 'recycling']
}
RETURN b.id AS batch_id, b.name AS batch_name, i.id AS item_id, i.name AS item_name, b.custody_model AS custody_model,
       b.produced_on AS produced_on
ORDER BY batch_id, item_id
LIMIT $limit
