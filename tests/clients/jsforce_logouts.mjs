// Subscribes to logouts from the replayId REPLAY on; prints a line when subscribed or refused, and one for each event.
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.CLIENTS}/package.json`);
const jsforce = require('jsforce');
const { StreamingExtension } = require('jsforce/lib/api/streaming');
const { URL: instanceUrl, TOKEN: accessToken, CHANNEL: channel, REPLAY: replay } = process.env;
const org = new jsforce.Connection({ instanceUrl, accessToken, version: '67.0' });

const client = org.streaming.createClient([new StreamingExtension.Replay(channel, Number(replay))]);
client.subscribe(channel, (event) => console.log(JSON.stringify(event))).then(
  () => console.log(JSON.stringify('subscribed')),
  (refusal) => console.log(JSON.stringify(refusal)),
);
process.stdin.on('end', () => client.disconnect().then(() => process.exit(0))).resume();
