import { commandSchema } from '@/domain/controls';
import type { Command, Instruction } from '@/domain/controls';
import { ApiError, call, get, parse } from '@/lib/http';

const kAskAgainAfter = 500;
const kPatience = 60_000;

/** Sends an instruction and waits for the executor's word; a refusal is an answer, not an error. */
export async function sendInstruction(instruction: Instruction): Promise<Command> {
  const sent = await post(instruction);
  const deadline = Date.now() + kPatience;
  let command = sent;
  while (command.status === 'pending' && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, kAskAgainAfter));
    command = (await ask(sent.id)) ?? command;
  }
  return command;
}

async function post(instruction: Instruction): Promise<Command> {
  const path = '/api/controls';
  try {
    return parse(path, commandSchema, (await call(path, { method: 'POST', body: instruction })).body);
  } catch (error) {
    const refused = error instanceof ApiError ? commandSchema.safeParse(error.body) : null;
    if (refused?.success) return refused.data;
    throw error;
  }
}

/** Nothing as long as the executor is at it. */
async function ask(id: string): Promise<Command | null> {
  try {
    return await get(`/api/controls/${encodeURIComponent(id)}`, commandSchema);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
