import { describeAttention } from "./properties";

const isNative = process.env.ATTENTION_LAB_EXPECT_BACKEND === "tensorflow";

(isNative ? describe : describe.skip)("the core in C++", () => describeAttention("tensorflow", 1000, true));
