import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { repository } from '../support/consoleHost.js';
import { guideItems } from './support/guide.js';
import { makeProject, publish } from './support/project.js';

let tinyView: string;
beforeAll(async () => {
  tinyView = await packTinyView();
});

/** A package that renders, as React does: CommonJS, with a dependency on what Node has. */
async function packTinyView(): Promise<string> {
  const folder = path.join(inject('packagesRoot'), 'tiny view');
  mkdirSync(folder);
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'tiny-view', version: '1.0.0', main: 'main.js' }),
  );
  writeFileSync(
    path.join(folder, 'main.js'),
    `const { format } = require('util');
exports.createElement = (type, ...children) => ({ type, children });
exports.renderToString = ({ type, children }) => format('<%s>%s</%s>', type, children.join(''), type);
`,
  );
  await execa('npm', ['pack', '--pack-destination', inject('packagesRoot')], { cwd: folder });
  return path.join(inject('packagesRoot'), 'tiny-view-1.0.0.tgz');
}

/** A project whose module imports that package, installed by npm. */
async function makeRenderer(name: string, section: string, properties = {}): Promise<string> {
  const project = makeProject(name, { program: 'published', items: guideItems(section), properties });
  writeFileSync(
    path.join(project, 'render.mjs'),
    `import { createElement, renderToString } from 'tiny-view';
export const render = (name) => renderToString(createElement('h1', 'Good day, ', name));
`,
  );
  writeFileSync(
    path.join(project, 'package.json'),
    JSON.stringify({ dependencies: { 'tiny-view': `file:${tinyView}` } }),
  );
  await execa('npm', ['install', '--omit=dev', '--offline', '--no-audit', '--no-fund'], { cwd: project });
  return project;
}

/** Publishes it and takes it elsewhere, where nothing of the project is above it; gives what it prints there. */
async function publishAndRun(project: string, module: string): Promise<string> {
  const elsewhere = path.join(inject('packagesRoot'), 'elsewhere', path.basename(project));
  const output = await publish(project);
  mkdirSync(path.dirname(elsewhere), { recursive: true });
  renameSync(output, elsewhere);
  rmSync(path.join(project, 'node_modules'), { recursive: true });
  const { stdout } = await execa(path.join(elsewhere, 'App'), [module], {
    cwd: tmpdir(),
    stdin: 'ignore',
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  return stdout;
}

const rendered = '<h1>Good day, Žofie</h1>';
const singleFile = { PublishSingleFile: 'true', SelfContained: 'false', UseCurrentRuntimeIdentifier: 'true' };
const forms = [
  { form: 'a folder', properties: {} },
  { form: 'one file', properties: singleFile },
];

describe.each(forms)(
  'a module with packages, published as $form, renders elsewhere',
  ({ form, properties }) => {
    test('as one bundled file', async () => {
      const project = await makeRenderer(`bundled as ${form}`, 'One bundled file', properties);
      // As `npm install --save-dev esbuild` would have it.
      const tools = path.join(project, 'node_modules/.bin');
      mkdirSync(tools, { recursive: true });
      symlinkSync(path.join(repository, 'node_modules/.bin/esbuild'), path.join(tools, 'esbuild'));
      expect(await publishAndRun(project, 'render.cjs')).toBe(rendered);
    });

    test('with node_modules beside it', async () => {
      const project = await makeRenderer(`beside ${form}`, '`node_modules` beside the program', properties);
      expect(await publishAndRun(project, 'render.mjs')).toBe(rendered);
      const published = path.join(inject('packagesRoot'), 'elsewhere', path.basename(project));
      expect(readdirSync(path.join(published, 'node_modules'))).toContain('tiny-view');
    });
  },
);

test('a module that is only copied does not find its packages, and the error names the package', async () => {
  const project = await makeRenderer('only copied', '`node_modules` beside the program');
  const file = path.join(project, 'Directory.Build.targets');
  // What the guide adds is taken out again.
  writeFileSync(
    file,
    '<Project><Target Name="PublishNodePackages" AfterTargets="ComputeResolvedFilesToPublishList" /></Project>\n',
  );
  expect(await publishAndRun(project, 'render.mjs')).toMatch(/^NodeStartException: .*'tiny-view'/s);
});
