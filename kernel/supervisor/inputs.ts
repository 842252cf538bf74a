/** Questions to the reader that wait for an answer. */
import type { Header } from "../protocol/message";

interface Question {
	id: number;
	/** The request whose cell asks. */
	key: string;
	/** The `input_request` that was sent. */
	messageId: string;
}

export class Inputs {
	private waiting: Question[] = [];

	add(question: Question): void {
		this.waiting.push(question);
	}

	/** The question that a reply answers: the one it names, else the oldest. */
	take(parent: Partial<Header>): Question | undefined {
		const named = this.waiting.find(({ messageId }) => messageId === parent.msg_id);
		const question = named ?? this.waiting[0];
		this.waiting = this.waiting.filter((other) => other !== question);
		return question;
	}

	/** Drops the questions of a request that ended. */
	drop(key: string): void {
		this.waiting = this.waiting.filter((question) => question.key !== key);
	}
}
