// What Evolu takes for granted and Node 20 does not have yet; the first import of both programs.
import { installPolyfills } from "@evolu/common/polyfills";
import WebSocket from "ws";

installPolyfills();
globalThis.WebSocket ??= WebSocket;
Promise.withResolvers ??= () => {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};
Promise.try ??= async (work, ...given) => work(...given);
Set.prototype.difference ??= function (other) {
  return new Set([...this].filter((one) => !other.has(one)));
};
Set.prototype.union ??= function (other) {
  return new Set([...this, ...other]);
};
Set.prototype.intersection ??= function (other) {
  return new Set([...this].filter((one) => other.has(one)));
};
Set.prototype.isSubsetOf ??= function (other) {
  return [...this].every((one) => other.has(one));
};
const steps = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
steps.map ??= function* (work) {
  let number = 0;
  for (const one of this) yield work(one, number++);
};
steps.filter ??= function* (fits) {
  for (const one of this) if (fits(one)) yield one;
};
steps.toArray ??= function () {
  return [...this];
};
steps.some ??= function (fits) {
  for (const one of this) if (fits(one)) return true;
  return false;
};
Uint8Array.prototype.toBase64 ??= function (how = {}) {
  const text = Buffer.from(this).toString(how.alphabet === "base64url" ? "base64url" : "base64");
  return how.omitPadding ? text.replace(/=+$/, "") : text;
};
Uint8Array.fromBase64 ??= (text) => new Uint8Array(Buffer.from(text, "base64url"));
Uint8Array.prototype.toHex ??= function () {
  return Buffer.from(this).toString("hex");
};
Uint8Array.fromHex ??= (text) => new Uint8Array(Buffer.from(text, "hex"));
