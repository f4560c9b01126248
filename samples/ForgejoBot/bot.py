# The bot's workflow: an ordinary program. What happened comes in a file, never in this text or on a command line.
import json
import os

inputs = json.load(open(os.environ["HERO_INPUTS_FILE"]))
event = json.load(open(os.environ["HERO_EVENT_FILE"]))

print(f"Bot {os.environ['HERO_BOT_ID']} looks at {inputs['repo']}, branch {inputs['branch']}")
for commit in event["data"]["commits"]:
    print(f"  {commit['id'][:8]}  {commit['message'].strip()}")
print(f"  {len(inputs['files'])} files changed: {', '.join(inputs['files'])}")
print(f"Done: event {os.environ['HERO_EVENT_ID']}, attempt {os.environ['HERO_ATTEMPT']}")
