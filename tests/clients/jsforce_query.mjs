// Reads all users page by page, runs Apex, asks who it is and how many calls are left; prints one line of JSON.
import { createRequire } from 'node:module';

const jsforce = createRequire(`${process.env.CLIENTS}/package.json`)('jsforce');
const { URL: instanceUrl, TOKEN: accessToken } = process.env;
const org = new jsforce.Connection({ instanceUrl, accessToken, version: '67.0' });

const pages = [];
let page = await org.query('SELECT Id, Profile.Name FROM User');
for (;;) {
  pages.push(page.records.length);
  if (page.done) break;
  page = await org.queryMore(page.nextRecordsUrl);
}
const dead = new jsforce.Connection({ instanceUrl, accessToken: '00D5e0000000001!dead', version: '67.0' });
console.log(JSON.stringify({
  pages,
  total: page.totalSize,
  apex: await org.tooling.executeAnonymous('Integer x = 1 / 0;'),
  identity: (await org.identity()).username,
  limits: (await org.request('/limits')).DailyApiRequests,
  refused: await dead.query('SELECT Id FROM User').catch((error) => error.name),
}));
