-- What people should be told, as it follows from the state: type, id, time,
-- who (JSON), workload, request, product, deadline, reason, what it is about,
-- by whom.  ?1 one of them or NULL, ?2 now, [?3, ?4) their times.
-- :notify_facts
WITH owner AS (
  SELECT p.id AS product, p.name, json_group_array(e.email) AS mail
  FROM node AS p JOIN person AS o ON o.id = p.owner
  JOIN person AS e ON e.active = 1 AND (e.id = o.id OR (e.id = o.delegate_to
    AND coalesce(o.delegate_until > ?2, 1)))
  WHERE p.level = 4 GROUP BY p.id
), role AS (
  SELECT r.role, json_group_array(p.email) AS mail
  FROM person_role AS r JOIN person AS p ON p.id = r.person AND p.active = 1
  GROUP BY r.role
), said (type, object, at, mail, workload, request, product, due, reason,
  about, who) AS (
  SELECT 'READY_TO_CLAIM', r.id, (SELECT max(e.at) FROM audit AS e
      WHERE e.object = r.id AND e.after = 'READY_TO_CLAIM'),
    o.mail, r.workload, r.id, o.name, NULL, NULL, NULL, r.implementer
  FROM request AS r JOIN workload AS w ON w.name = r.workload
  JOIN owner AS o ON o.product = w.product
  WHERE r.state = 'READY_TO_CLAIM'
  UNION ALL
  SELECT 'UNCLAIMED', r.id, (SELECT max(e.at) FROM audit AS e
      JOIN scope AS s ON s.id = e.object
      WHERE s.request = r.id AND e.after = 'IMPLEMENTED'),
    o.mail, r.workload, r.id, o.name, NULL, NULL,
    (SELECT group_concat(value, ', ') FROM (SELECT a.value
      FROM anchor_later AS a WHERE a.request = r.id ORDER BY a.n)),
    r.implementer
  FROM request AS r JOIN workload AS w ON w.name = r.workload
  JOIN owner AS o ON o.product = w.product
  WHERE r.id IN (SELECT request FROM anchor_later)
  UNION ALL
  SELECT 'NOTHING_LEFT', r.id, (SELECT max(e.at) FROM audit AS e
      WHERE e.object IN (SELECT s.id FROM scope AS s WHERE s.request = r.id
        UNION ALL SELECT t.id FROM task AS t WHERE t.request = r.id)),
    o.mail, r.workload, r.id, o.name, NULL, NULL, NULL, r.approver
  FROM request AS r JOIN workload AS w ON w.name = r.workload
  JOIN owner AS o ON o.product = w.product
  WHERE r.id IN (SELECT id FROM request_stuck)
  UNION ALL
  SELECT 'REJECTED', r.id, r.decided_at, o.mail, r.workload, r.id, o.name,
    NULL, r.rationale, NULL, r.approver
  FROM request AS r JOIN workload AS w ON w.name = r.workload
  JOIN owner AS o ON o.product = w.product
  WHERE r.state = 'REJECTED'
  UNION ALL
  SELECT 'REVIEW_OVERDUE', r.id, r.review_due, x.mail, r.workload, r.id,
    o.name, r.review_due, NULL, NULL, r.requester
  FROM request AS r JOIN workload AS w ON w.name = r.workload
  JOIN owner AS o ON o.product = w.product
  JOIN role AS x ON x.role = 'finops-lead'
  WHERE r.state = 'PENDING_REVIEW' AND r.review_due < ?2
  UNION ALL
  SELECT 'TASK_OVERDUE', t.id, t.due_at, x.mail, t.workload, t.request,
    o.name, t.due_at, NULL, t.type, t.approved_by
  FROM task AS t JOIN workload AS w ON w.name = t.workload
  JOIN owner AS o ON o.product = w.product
  JOIN role AS x ON x.role = 'cloud-engineer'
  WHERE t.state IN ('OPEN', 'IN_PROGRESS') AND t.due_at < ?2
  UNION ALL
  SELECT 'EXPORT_OVERDUE', t.id, t.due_at, x.mail, NULL, NULL, NULL, t.due_at,
    NULL, t.type, NULL
  FROM task AS t JOIN role AS x ON x.role = 'cloud-engineer'
  WHERE t.type = 'CUR_EXPORT' AND t.state IN ('OPEN', 'IN_PROGRESS')
    AND t.due_at < ?2
  UNION ALL
  SELECT 'MODEL_ASKED', a.id, a.asked_at, x.mail, NULL, NULL, NULL, NULL,
    nullif(a.wish, ''), a.model, a.requester
  FROM model_access AS a JOIN role AS x ON x.role = 'finops-lead'
  WHERE a.state = 'PENDING'
)
SELECT type, type || ':' || object, at, mail, workload, request, product,
  utc_day(due), coalesce(reason, '(no reason was given)'), about, who, object
FROM said
WHERE (?1 IS NULL OR ?1 IN (type || ':' || object, object))
  AND (?3 IS NULL OR at >= ?3) AND (?4 IS NULL OR at < ?4)
ORDER BY at, type, object;
-- :notify_record
SELECT json_object('kind', 'notification', 'id', ?1, 'type', ?2,
  'at', utc(?3), 'to', json(?4), 'from', (SELECT p.email FROM person AS p
    JOIN person_role AS r ON r.person = p.id AND r.role = 'operator'
    WHERE p.active = 1 ORDER BY p.id LIMIT 1),
  'workload', ?5, 'request', ?6, 'subject', ?7, 'body', ?8,
  'message_id', lower(replace(?1, ':', '.')) || '.' || ?3 || '@' ||
    (SELECT value FROM meta WHERE key = 'id') || '.foc',
  'thread_id', coalesce(?5, lower(?2)) || '@' ||
    (SELECT value FROM meta WHERE key = 'id') || '.foc');
