/** Where so many of the largest numbers stand, in the order of their places; ties go to the first. */
export function strongest(numbers: ArrayLike<number>, most: number): number[] {
	const places = Array.from({ length: numbers.length }, (_, i) => i);
	if (most >= places.length) return places;
	return places
		.sort((a, b) => numbers[b] - numbers[a] || a - b)
		.slice(0, most)
		.sort((a, b) => a - b);
}
