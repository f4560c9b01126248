// Reads {now, cases:[{sender, secret, body, id, time, change}]} from standard input. For each case the sender's own library
// signs the body; `change` then damages what is sent; the answer is what is sent and whether the library accepts it.
import { sign, verify } from "@octokit/webhooks-methods";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { now, cases } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
Date.now = () => now;

const accepts = async (check) => {
  try {
    return (await check()) !== false;
  } catch {
    return false;
  }
};

const flip = (text) => {
  const at = text.length - 3;
  return text.slice(0, at) + (text[at] === "0" ? "1" : "0") + text.slice(at + 1);
};

const answers = [];
for (const { sender, secret, body, id, time, change } of cases) {
  const sentBody = change === "body" ? body + " " : body;
  const sentId = change === "id" ? id + "x" : id;
  const damaged = (text) => (change === "signature" ? flip(text) : change === "prefix" ? text.replace(/^[a-z0-9]+[=,]/, "") : text);
  if (sender === "github") {
    const headers = { "X-Hub-Signature-256": damaged(await sign(secret, body)) };
    const accepted = await accepts(() => verify(secret, sentBody, headers["X-Hub-Signature-256"]));
    answers.push({ headers, body: sentBody, accepted });
  } else if (sender === "standard_webhooks") {
    const webhook = new Webhook(secret);
    const headers = {
      "webhook-id": sentId,
      "webhook-timestamp": String(time),
      "webhook-signature": damaged(webhook.sign(id, new Date(time * 1000), body)),
    };
    const accepted = await accepts(() => (webhook.verify(sentBody, headers), true));
    answers.push({ headers, body: sentBody, accepted });
  } else {
    const header = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: time });
    const headers = { "Stripe-Signature": change === "signature" ? flip(header) : change === "prefix" ? header.replace("v1=", "") : header };
    const accepted = await accepts(
      () => (Stripe.webhooks.signature.verifyHeader(sentBody, headers["Stripe-Signature"], secret, 300, undefined, now), true),
    );
    answers.push({ headers, body: sentBody, accepted });
  }
}

process.stdout.write(JSON.stringify(answers));
