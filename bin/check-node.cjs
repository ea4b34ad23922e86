// Run by npm before what needs it. Plain CommonJS, since an old Node reads nothing else of ours.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `This is Node ${process.versions.node}; Node 24 comes with the dependencies. Run npm ci, without --omit=dev.`,
  );
  process.exit(1);
}
