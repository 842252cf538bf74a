/** Which engine runs the tensors. The only folder that touches a backend's package. */
export { backendReport, chooseBackend } from "./choose";
export { BACKENDS, type BackendName, type BackendReport } from "./report";
export { bindingPath } from "./tensorflow";
