import * as tf from "@tensorflow/tfjs";

/** A model as it comes back from what it is saved as, kept in memory. */
export async function saveAndLoad(model: tf.LayersModel): Promise<tf.LayersModel> {
	let saved: tf.io.ModelArtifacts | undefined;
	await model.save(
		tf.io.withSaveHandler(async (artifacts) => {
			saved = { ...artifacts, modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) };
			return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
		}),
	);
	return tf.loadLayersModel(tf.io.fromMemory(saved!));
}
