'use strict';

// Shows what GET /status and GET /members of this node say, once a second. Whatever comes from
// the cluster becomes text (textContent), never markup.

const byId = id => document.getElementById(id);
const PERIOD_MS = 1000;
const PATIENCE_MS = 5000;

async function ask(path, options = {}) {
  const answer = await fetch(path, {
    cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS), ...options});
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(problemText(answer.status, text));
  }
  return {text, index: answer.headers.get('X-Raft-Index')};
}

function problemText(status, text) {
  try {
    const problem = JSON.parse(text);
    return `${status} ${problem.title}: ${problem.detail}`;
  } catch {
    return `${status}: the node answered with no problem document`;
  }
}

function reason(error) {
  if (error.name === 'TimeoutError') {
    return `no answer within ${PATIENCE_MS / 1000} s`;
  }
  return error instanceof TypeError ? 'the node cannot be reached' : error.message;
}

/** Sets a text only when it changes, so that a screen reader speaks only then. */
function say(element, text, className = '') {
  if (element.textContent !== text) {
    element.textContent = text;
  }
  element.className = className;
}

function cell(tag, text, className = '') {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}

function showStatus(status) {
  const facts = {
    'Id': status.id, 'Role': status.role, 'Term': status.term, 'Leader': status.leader ?? 'none',
    'Commit index': status.commitIndex, 'Last applied': status.lastApplied,
    'Log': `${status.firstIndex} to ${status.lastIndex}`,
    'Voters': status.voters.join(', ') || 'none', 'Cluster': status.clusterId ?? 'none',
    'Incarnation': status.incarnation, 'Up for': `${status.uptimeSeconds} s`,
    'Last error': status.lastError ?? 'none'};
  byId('node').replaceChildren(...Object.entries(facts).map(([name, value]) => {
    const pair = document.createElement('div');
    pair.append(cell('dt', name), cell('dd', value));
    return pair;
  }));
  byId('node').className = '';
  const health = byId('health');
  if (status.lastError !== null) {
    say(health, `${status.id} has halted: ${status.lastError}`, 'bad');
  } else if (status.leader === null) {
    say(health, `${status.id} knows no leader (term ${status.term})`, 'bad');
  } else {
    say(health, `${status.id} is ${status.role}; the leader is ${status.leader}`, 'good');
  }
}

function memberRow(member) {
  const row = document.createElement('tr');
  const name = cell('th', member.id);
  name.scope = 'row';
  const role = member.leader ? 'leader' : member.voter ? 'follower' : 'learner';
  row.append(
    name, cell('td', role), cell('td', member.voter ? 'voter' : 'no'),
    cell('td', member.reachable ? 'yes' : 'NO', member.reachable ? 'good' : 'bad'),
    cell('td', member.addr), cell('td', member.haddr || 'unknown'),
    cell('td', member.matchIndex), cell('td', member.lag),
    cell('td', member.lastContactMs < 0 ? 'never' : `${member.lastContactMs} ms ago`));
  return row;
}

function showMembers({members}) {
  byId('members').replaceChildren(...members.map(memberRow));
  byId('members').className = '';
  const lost = members.filter(member => !member.reachable).map(member => member.id);
  say(byId('members-note'), lost.length ? `Not reachable: ${lost.join(', ')}` : '',
    lost.length ? 'bad' : '');
}

/** What is on the page stays there, but pale, when it can no longer be confirmed. */
async function refresh(path, show, bodyId, messageId, what) {
  try {
    show(JSON.parse((await ask(path)).text));
  } catch (error) {
    byId(bodyId).className = 'old';
    say(byId(messageId), `${what}: ${reason(error)}`, 'bad');
  }
}

/** The next round starts after the last one ended: a slow node gets no pile of requests. */
async function poll() {
  if (!document.hidden) {
    await Promise.all([
      refresh('../status', showStatus, 'node', 'health', 'The status of this node is not known'),
      refresh('../members', showMembers, 'members', 'members-note',
        'The members are not known, what follows is old')]);
  }
  setTimeout(poll, PERIOD_MS);
}

function onSubmit(formId, action) {
  byId(formId).addEventListener('submit', async event => {
    event.preventDefault();
    const answer = byId('answer');
    try {
      say(answer, await action());
    } catch (error) {
      say(answer, reason(error), 'bad');
    }
  });
}

onSubmit('read', async () => {
  const key = byId('read-key').value;
  const {text, index} = await ask('../key/' + encodeURIComponent(key), {
    headers: {Accept: 'application/json'}});
  return `${key} = ${JSON.parse(text)[key]}\n(index ${index})`;
});

onSubmit('write', async () => {
  const key = byId('write-key').value;
  const {index} = await ask('../key', {
    method: 'POST', body: JSON.stringify({[key]: byId('write-value').value})});
  return `${key} is set (index ${index})`;
});

poll();
